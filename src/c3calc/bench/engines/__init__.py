"""What is measured: engines that answer a prompt."""
