# SPDX-License-Identifier: GPL-2.0-or-later
#
# ksim_add_module(<name> SOURCES <file.c>... [DEFINITIONS <def>...] [KERNEL <x.y>])
#
# Builds <name>.ko, a kernel module for the simulator, from unmodified kernel C. The result
# is a shared object: `dlopen`ed and bound by ksim/module, readable by modinfo(8).

# libgcov for modules. It needs functions of libc, some of which the kernel has as well; so
# each gets a name of its own, by which ksim/module knows what is meant.
if(KSIM_COVERAGE)
  set(KSIM_MODULE_GCOV "${PROJECT_BINARY_DIR}/libksim_gcov.a")
  execute_process(COMMAND ${CMAKE_C_COMPILER} -print-file-name=libgcov.a
    OUTPUT_VARIABLE gcov_archive OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${CMAKE_NM} --undefined-only --format=just-symbols "${gcov_archive}"
    OUTPUT_VARIABLE gcov_needs COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[A-Za-z_][A-Za-z0-9_]*\n" gcov_needs "${gcov_needs}")
  list(REMOVE_DUPLICATES gcov_needs)
  set(gcov_renames "")
  foreach(symbol ${gcov_needs})
    string(STRIP "${symbol}" symbol)
    if(NOT symbol MATCHES "^(__gcov_|_GLOBAL_OFFSET_TABLE_|__tls_get_addr)")
      string(APPEND gcov_renames "${symbol} __gcov_libc_${symbol}\n")
    endif()
  endforeach()
  file(WRITE "${PROJECT_BINARY_DIR}/libksim_gcov.renames" "${gcov_renames}")
  execute_process(COMMAND ${CMAKE_OBJCOPY}
    "--redefine-syms=${PROJECT_BINARY_DIR}/libksim_gcov.renames"
    "${gcov_archive}" "${KSIM_MODULE_GCOV}.strong" COMMAND_ERROR_IS_FATAL ANY)
  # Weak, or ld.so would refuse the module.
  execute_process(COMMAND ${CMAKE_OBJCOPY} --wildcard "--weaken-symbol=__gcov_libc_*"
    "${KSIM_MODULE_GCOV}.strong" "${KSIM_MODULE_GCOV}" COMMAND_ERROR_IS_FATAL ANY)
endif()

set(KSIM_MODULE_LINKER_SCRIPT "${PROJECT_SOURCE_DIR}/shims/kdir/scripts/module.lds")

function(ksim_add_module name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "KERNEL" "SOURCES;DEFINITIONS")
  if(NOT ARG_SOURCES)
    message(FATAL_ERROR "ksim_add_module(${name}): no SOURCES")
  endif()
  string(MAKE_C_IDENTIFIER "${name}" modname)

  set(mod_c "${CMAKE_CURRENT_BINARY_DIR}/${name}.mod.c")
  file(CONFIGURE OUTPUT "${mod_c}" CONTENT "#include <ksim/this_module.h>\n")

  set(target "${modname}.ko")
  add_library(${target} MODULE ${ARG_SOURCES} "${mod_c}")
  foreach(source ${ARG_SOURCES})
    get_filename_component(basename "${source}" NAME_WE)
    string(MAKE_C_IDENTIFIER "${basename}" basename)
    set_property(SOURCE "${source}" APPEND PROPERTY COMPILE_DEFINITIONS
      "KBUILD_BASENAME=\"${basename}\"")
  endforeach()
  # Each module has an address of its own, so that pointers are the same in every run. Two
  # names with one hash still work: the second is then placed anywhere.
  string(SHA256 hash "${modname}")
  string(SUBSTRING "${hash}" 0 3 slot)
  set_target_properties(${target} PROPERTIES PREFIX "" SUFFIX "" OUTPUT_NAME "${name}.ko")
  target_compile_definitions(${target} PRIVATE MODULE
    "KBUILD_MODNAME=\"${modname}\"" "KBUILD_MODFILE=\"${name}\"" ${ARG_DEFINITIONS})
  target_compile_options(${target} PRIVATE ${KSIM_MODULE_C_FLAGS})
  target_include_directories(${target} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE ksim_kernel_c)
  target_link_options(${target} PRIVATE
    ${KSIM_MODULE_LINK_FLAGS}
    LINKER:-Ttext-segment=0x3${slot}00000000
    LINKER:-T,${KSIM_MODULE_LINKER_SCRIPT})
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${KSIM_MODULE_LINKER_SCRIPT}")
  if(KSIM_COVERAGE)
    target_link_libraries(${target} PRIVATE "${KSIM_MODULE_GCOV}")
  endif()
  add_dependencies(${target} vmlinux)
  if(NOT ARG_KERNEL)
    set(ARG_KERNEL "${KSIM_KERNEL}")
  endif()
  string(REPLACE "." ";" parts "${ARG_KERNEL}")
  list(GET parts 0 major)
  list(GET parts 1 minor)
  set_target_properties(${target} PROPERTIES
    KSIM_KERNEL_MAJOR ${major} KSIM_KERNEL_MINOR ${minor})
endfunction()
