# SPDX-License-Identifier: GPL-2.0-or-later
#
# Compiler settings that all code shares. Two worlds never mix: C++ and libc on one side
# (ksim_cxx), kernel C on the other (ksim_kernel_c).

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# What the presets asan and coverage add. In kernel code AddressSanitizer goes on after a
# report, which becomes a finding, and undefined behaviour is a trap, which becomes an oops;
# of the undefined behaviours those count that the kernel's own UBSAN looks for.
add_library(ksim_cxx_instrumentation INTERFACE)
add_library(ksim_kernel_c_instrumentation INTERFACE)
add_library(ksim::kernel_c_instrumentation ALIAS ksim_kernel_c_instrumentation)
if(KSIM_SANITIZE)
  target_compile_options(ksim_cxx_instrumentation INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=undefined)
  target_link_options(ksim_cxx_instrumentation INTERFACE -fsanitize=address,undefined)
  target_compile_options(ksim_kernel_c_instrumentation INTERFACE
    -fsanitize=address -fsanitize-recover=address
    -fsanitize=bounds,shift,bool,enum,unreachable -fsanitize-undefined-trap-on-error)
  target_link_libraries(ksim_kernel_c_instrumentation INTERFACE asan)
endif()
if(KSIM_COVERAGE)
  target_compile_options(ksim_cxx_instrumentation INTERFACE --coverage)
  target_link_options(ksim_cxx_instrumentation INTERFACE --coverage)
  # Which libgcov it gets is in KsimModule.
  target_compile_options(ksim_kernel_c_instrumentation INTERFACE --coverage)
endif()

add_library(ksim_cxx INTERFACE)
target_compile_options(ksim_cxx INTERFACE
  -Wall -Wextra -Werror -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
  -fno-omit-frame-pointer)
target_include_directories(ksim_cxx INTERFACE "${PROJECT_SOURCE_DIR}")
target_link_libraries(ksim_cxx INTERFACE ksim_cxx_instrumentation)

# C++ sources are compiled several at a time: what they include costs more than what they say.
# `size` of them are, so that who changes one still waits for seconds.
function(ksim_compile_together target size)
  set_target_properties(${target} PROPERTIES
    UNITY_BUILD ${KSIM_UNITY} UNITY_BUILD_BATCH_SIZE ${size})
endfunction()

# What nobody waits for while it runs, unless it is installed, but everybody while it is compiled.
set(KSIM_QUICKLY_COMPILED $<$<NOT:$<CONFIG:Release>>:-O0>)

set(KSIM_SHIMS_INCLUDE "${PROJECT_SOURCE_DIR}/shims/include")
# The user API headers of the installed linux-libc-dev, and nothing else of /usr/include.
set(KSIM_UAPI_DIR "${PROJECT_BINARY_DIR}/uapi")
file(MAKE_DIRECTORY "${KSIM_UAPI_DIR}/uapi")
foreach(directory linux asm-generic)
  file(CREATE_LINK "/usr/include/${directory}" "${KSIM_UAPI_DIR}/${directory}" SYMBOLIC)
  file(CREATE_LINK "/usr/include/${directory}" "${KSIM_UAPI_DIR}/uapi/${directory}" SYMBOLIC)
endforeach()
# The boundary, which kernel C includes as <ksim/abi/...>: ksim/ itself stays out of its reach.
file(MAKE_DIRECTORY "${KSIM_UAPI_DIR}/ksim")
file(CREATE_LINK "${PROJECT_SOURCE_DIR}/ksim/abi" "${KSIM_UAPI_DIR}/ksim/abi" SYMBOLIC)
execute_process(COMMAND ${CMAKE_C_COMPILER} -print-multiarch
  OUTPUT_VARIABLE multiarch OUTPUT_STRIP_TRAILING_WHITESPACE)
file(CREATE_LINK "/usr/include/${multiarch}/asm" "${KSIM_UAPI_DIR}/asm" SYMBOLIC)
file(CREATE_LINK "/usr/include/${multiarch}/asm" "${KSIM_UAPI_DIR}/uapi/asm" SYMBOLIC)

set(KSIM_MODULE_LINKER_SCRIPT "${PROJECT_SOURCE_DIR}/shims/kdir/scripts/module.lds")
# What builds modules from Kbuild files is made here, by shims/kdir, unless another project takes
# ksim in.
set(KSIM_KDIR "")
set(KSIM_HAS_QEMU ${PROJECT_IS_TOP_LEVEL})
if(PROJECT_IS_TOP_LEVEL)
  set(KSIM_KDIR "${PROJECT_BINARY_DIR}/kdir")
endif()

include(KsimKernelC)
# A warning is an error in this repository, where one compiler is known to give none.
target_compile_options(ksim_kernel_c INTERFACE -Werror)
