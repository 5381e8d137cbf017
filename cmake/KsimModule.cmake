# SPDX-License-Identifier: GPL-2.0-or-later
#
# ksim_add_module(<name> SOURCES <file.c>... [DEFINITIONS <def>...] [KERNEL <x.y>])
#
# Builds <name>.ko, a kernel module for the simulator, from unmodified kernel C. The result
# is a shared object: `dlopen`ed and bound by ksim/module, readable by modinfo(8).

function(ksim_add_module name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "KERNEL" "SOURCES;DEFINITIONS")
  if(NOT ARG_SOURCES)
    message(FATAL_ERROR "ksim_add_module(${name}): no SOURCES")
  endif()
  string(MAKE_C_IDENTIFIER "${name}" modname)

  set(mod_c "${CMAKE_CURRENT_BINARY_DIR}/${name}.mod.c")
  set(MODNAME "${modname}")
  configure_file("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/module.mod.c.in" "${mod_c}" @ONLY)

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
  # -Og keeps each access on its own line, for findings and for gdb.
  target_compile_options(${target} PRIVATE $<IF:$<CONFIG:Release>,-O2,-Og>
    -fno-semantic-interposition -Wno-maybe-uninitialized)
  target_include_directories(${target} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE ksim_kernel_c)
  # Kernel symbols stay undefined: ksim/module binds them, not ld.so, which -z lazy keeps
  # from asking for functions. Without relro the bindings can be written at any time.
  target_link_options(${target} PRIVATE
    -nostdlib LINKER:-Bsymbolic,-z,lazy,-z,norelro,--build-id=sha1
    LINKER:--unresolved-symbols=ignore-all
    LINKER:-Ttext-segment=0x3${slot}00000000)
  if(KSIM_COVERAGE)
    target_link_libraries(${target} PRIVATE gcov c)
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
