# Included by llama.cpp's project() when the bench extra is built (docs/bench.md says how).
# 1. Only the engine: llama-cpp-python forces this cache variable on; a normal variable of the same name hides it.
set(LLAMA_BUILD_COMMON OFF)
# 2. No AMX, unless -DC3_AMX=ON: on some machines llama.cpp crashes in ggml_backend_amx_mul_mat (ggml-org/llama.cpp 20824).
if(NOT C3_AMX AND NOT MSVC AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    foreach(extension amx-tile amx-int8 amx-bf16)
        add_compile_options($<$<COMPILE_LANGUAGE:C,CXX>:-mno-${extension}>)
    endforeach()
endif()
