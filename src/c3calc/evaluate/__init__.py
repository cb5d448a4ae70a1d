"""Arithmetic: pure functions of plain numbers. They open no file, read no clock and print nothing."""
