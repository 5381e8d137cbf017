# SPDX-License-Identifier: GPL-2.0-or-later
#
# ksim_add_module(<name> SOURCES <file.c>... [DEFINITIONS <def>...] [KERNEL <x.y>])
#
# Builds <name>.ko, a kernel module for the simulator, from unmodified kernel C. The result
# is a shared object: `dlopen`ed and bound by ksim/module, readable by modinfo(8).
#
# ksim_add_module(<name> KBUILD <directory>)
#
# The same from the module's own Kbuild file, or Makefile, in that directory, by `make -C
# "$(ksim kdir)" M=<directory>`; what is built does not go there. make is asked in each build,
# and decides what is due. One such file may build several modules: each needs a call of its own.
#
# Requires: what KsimKernelC requires; KSIM_MODULE_LINKER_SCRIPT; for KBUILD also KSIM_KDIR, what
# `ksim kdir` prints.

# libgcov for vmlinux and modules. It has a function that is called as one of the kernel's is. In
# modules it also needs functions of libc, some of which the kernel has as well; so each gets a name
# of its own, by which ksim/module knows what is meant.
if(KSIM_COVERAGE)
  set(KSIM_VMLINUX_GCOV "${PROJECT_BINARY_DIR}/libksim_vmlinux_gcov.a")
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
  execute_process(COMMAND ${CMAKE_OBJCOPY} --redefine-sym mangle_path=__gcov_mangle_path
    "${gcov_archive}" "${KSIM_VMLINUX_GCOV}" COMMAND_ERROR_IS_FATAL ANY)
  file(WRITE "${PROJECT_BINARY_DIR}/libksim_gcov.renames" "${gcov_renames}")
  execute_process(COMMAND ${CMAKE_OBJCOPY}
    "--redefine-syms=${PROJECT_BINARY_DIR}/libksim_gcov.renames"
    "${KSIM_VMLINUX_GCOV}" "${KSIM_MODULE_GCOV}.strong" COMMAND_ERROR_IS_FATAL ANY)
  # Weak, or ld.so would refuse the module.
  execute_process(COMMAND ${CMAKE_OBJCOPY} --wildcard "--weaken-symbol=__gcov_libc_*"
    "${KSIM_MODULE_GCOV}.strong" "${KSIM_MODULE_GCOV}" COMMAND_ERROR_IS_FATAL ANY)
endif()

# The custom target that runs the Kbuild file in `source`, an absolute path; made when it is first
# asked for. Its property KSIM_KBUILD_OUTPUT is where the modules go, and KSIM_KBUILD_MODULES
# which of them are asked for.
function(ksim_kbuild_target result source)
  string(SHA256 hash "${source}")
  string(SUBSTRING "${hash}" 0 8 hash)
  get_filename_component(basename "${source}" NAME)
  string(MAKE_C_IDENTIFIER "${basename}" basename)
  set(target "ksim_kbuild_${basename}_${hash}")
  set(${result} "${target}" PARENT_SCOPE)
  if(TARGET ${target})
    return()
  endif()
  find_program(KSIM_MAKE make REQUIRED)
  set(output "${CMAKE_CURRENT_BINARY_DIR}/${target}")
  add_custom_target(${target} ALL
    COMMAND "${CMAKE_COMMAND}"
      -D "MAKE=${KSIM_MAKE}" -D "KDIR=${KSIM_KDIR}" -D "SOURCE=${source}" -D "OUTPUT=${output}"
      -D "MODULES=$<TARGET_PROPERTY:${target},KSIM_KBUILD_MODULES>"
      -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/KsimRunKbuild.cmake"
    COMMENT "Kbuild in ${source}" VERBATIM)
  set_target_properties(${target} PROPERTIES KSIM_KBUILD_OUTPUT "${output}")
  if(TARGET ksim_kdir)
    add_dependencies(${target} ksim_kdir)
  endif()
endfunction()

function(ksim_add_kbuild_module name directory)
  if(NOT KSIM_KDIR)
    message(FATAL_ERROR "ksim_add_module(${name}): KBUILD needs an installed ksim; "
      "take it in by find_package(ksim) rather than add_subdirectory()")
  endif()
  file(REAL_PATH "${directory}" source BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
  if(NOT EXISTS "${source}/Kbuild" AND NOT EXISTS "${source}/Makefile")
    message(FATAL_ERROR "ksim_add_module(${name}): ${source} has neither a Kbuild nor a Makefile")
  endif()
  ksim_kbuild_target(kbuild "${source}")
  set_property(TARGET ${kbuild} APPEND PROPERTY KSIM_KBUILD_MODULES "${name}")
  get_target_property(output ${kbuild} KSIM_KBUILD_OUTPUT)
  string(MAKE_C_IDENTIFIER "${name}" modname)
  add_library(${modname}.ko MODULE IMPORTED GLOBAL)
  set_target_properties(${modname}.ko PROPERTIES
    IMPORTED_LOCATION "${output}/${name}.ko" KSIM_KBUILD_DIRECTORY "${source}")
  add_dependencies(${modname}.ko ${kbuild})
endfunction()

function(ksim_add_module name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "KBUILD;KERNEL" "SOURCES;DEFINITIONS")
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "ksim_add_module(${name}): what is '${ARG_UNPARSED_ARGUMENTS}'?")
  endif()
  if(ARG_KBUILD AND (ARG_SOURCES OR ARG_DEFINITIONS OR ARG_KERNEL))
    message(FATAL_ERROR "ksim_add_module(${name}): with KBUILD, all else is said by that file")
  endif()
  if(ARG_KBUILD)
    ksim_add_kbuild_module(${name} "${ARG_KBUILD}")
    return()
  endif()
  if(NOT ARG_SOURCES)
    message(FATAL_ERROR "ksim_add_module(${name}): neither SOURCES nor KBUILD")
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
  # Its symbols are found by name, also in a project that hides those of its own libraries.
  set_target_properties(${target} PROPERTIES PREFIX "" SUFFIX "" OUTPUT_NAME "${name}.ko"
    C_VISIBILITY_PRESET default)
  target_compile_definitions(${target} PRIVATE MODULE
    "KBUILD_MODNAME=\"${modname}\"" "KBUILD_MODFILE=\"${name}\"" ${ARG_DEFINITIONS})
  target_compile_options(${target} PRIVATE ${KSIM_MODULE_OPTIMISATION} ${KSIM_MODULE_C_FLAGS})
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
  if(TARGET vmlinux)
    add_dependencies(${target} vmlinux)
  endif()
  if(NOT ARG_KERNEL)
    set(ARG_KERNEL "${KSIM_KERNEL}")
  endif()
  string(REPLACE "." ";" parts "${ARG_KERNEL}")
  list(GET parts 0 major)
  list(GET parts 1 minor)
  set_target_properties(${target} PROPERTIES KSIM_DEFINITIONS "${ARG_DEFINITIONS}"
    KSIM_KERNEL_MAJOR ${major} KSIM_KERNEL_MINOR ${minor})
endfunction()
