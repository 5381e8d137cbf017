# SPDX-License-Identifier: GPL-2.0-or-later
#
# ksim_add_test(<name> SOURCES <file.cc>... [MODULES <module>...] [SIM_MODULES <module>...]
#               [WORLDS sim [fuse] [qemu]] [SEEDS <count>])
#
# Builds the test program <name> and registers it with ctest, labelled with its world.
# WORLDS fuse: registers <name>_fuse as well, the same on real system calls under `ksim run`.
# WORLDS qemu: adds the program to those that tests/qemu/run takes to real kernels.
# MODULES names what ksim_add_module() built: it is built first, and found by its name.
# SIM_MODULES is the same, for what no real kernel is to load.
# SEEDS: after a plain run all of its tests run again under so many random schedules; under a
# tenth of them in builds with sanitizers or gcov, which are slow.
#
# ksim_add_test_program(<name> SOURCES <file.cc>... [MODULES <module>...] [SEEDS <count>])
#
# The same, but nobody runs it: a test program for another test.
#
# ksim_add_kapi(<name> SOURCES <name>_kapi.c... [MODULES <module>...] [QEMU_LACKS <row>])
#
# Builds <name>_kapi.ko, tests of the kernel API that run in the kernel (tests/kapi/kapi.h).
# tests/kapi/kapi_test runs them all, in every world. MODULES names others that must be loaded first.
# QEMU_LACKS: no kernel of the world qemu has what it needs; the row of docs/worlds.md says what.

# The target that ksim_add_module(<module>) made.
function(ksim_module_target result module)
  string(MAKE_C_IDENTIFIER "${module}" modname)
  set(${result} "${modname}.ko" PARENT_SCOPE)
endfunction()

function(ksim_module_targets result)
  set(targets "")
  foreach(module ${ARGN})
    ksim_module_target(target ${module})
    list(APPEND targets ${target})
  endforeach()
  set(${result} "${targets}" PARENT_SCOPE)
endfunction()

function(ksim_add_test_program name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "SEEDS" "SOURCES;MODULES")
  if(NOT ARG_SOURCES)
    message(FATAL_ERROR "ksim_add_test(${name}): no SOURCES")
  endif()
  if(NOT ARG_SEEDS)
    set(ARG_SEEDS 0)
  elseif(KSIM_SANITIZE OR KSIM_COVERAGE)
    math(EXPR ARG_SEEDS "(${ARG_SEEDS} + 9) / 10")
  endif()

  ksim_module_targets(targets ${ARG_MODULES})
  set_property(GLOBAL APPEND PROPERTY KSIM_TEST_MODULES ${targets})
  set(directories "")
  foreach(target ${targets})
    list(APPEND directories "$<TARGET_FILE_DIR:${target}>")
  endforeach()
  list(REMOVE_DUPLICATES directories)
  list(JOIN directories ":" directories)
  set(settings "${CMAKE_CURRENT_BINARY_DIR}/${name}.settings.cc")
  file(GENERATE OUTPUT "${settings}" CONTENT
"extern const char* const ksim_test_module_directories;
const char* const ksim_test_module_directories = \"${directories}\";
extern const unsigned ksim_test_seeds;
const unsigned ksim_test_seeds = ${ARG_SEEDS};
")

  add_executable(${name} ${ARG_SOURCES} "${settings}")
  set_source_files_properties("${settings}" PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  # As ksim_test_pch has it, also in a project with other defaults.
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF
    CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF)
  target_link_libraries(${name} PRIVATE ksim_test_options ksim_testing_main)
  target_precompile_headers(${name} REUSE_FROM ksim_test_pch)
  add_dependencies(${name} vmlinux ${targets})
endfunction()

function(ksim_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "SEEDS" "SOURCES;MODULES;SIM_MODULES;WORLDS")
  if(NOT ARG_WORLDS)
    set(ARG_WORLDS sim)
  endif()
  ksim_add_test_program(${name}
    SOURCES ${ARG_SOURCES} MODULES ${ARG_MODULES} ${ARG_SIM_MODULES} SEEDS ${ARG_SEEDS})
  add_test(NAME ${name} COMMAND ${name} --gtest_brief=1 --ksim_seeds)
  set_tests_properties(${name} PROPERTIES LABELS sim)
  # Builds with sanitizers run the programs of one without: what they check is the daemon.
  if(ARG_WORLDS STREQUAL sim OR KSIM_SANITIZE OR KSIM_COVERAGE OR NOT PROJECT_IS_TOP_LEVEL)
    return()
  endif()
  add_executable(${name}_linux $<TARGET_OBJECTS:${name}> $<TARGET_OBJECTS:ksim_testing_main>)
  target_link_libraries(${name}_linux PRIVATE ksim_testing_linux)
  if(fuse IN_LIST ARG_WORLDS)
    ksim_module_targets(targets ${ARG_MODULES} ${ARG_SIM_MODULES})
    add_dependencies(${name}_linux ksim_command ${targets})
    add_test(NAME ${name}_fuse COMMAND ksim_command run -- $<TARGET_FILE:${name}_linux> --gtest_brief=1)
    set_tests_properties(${name}_fuse PROPERTIES LABELS fuse)
    set_property(GLOBAL APPEND_STRING PROPERTY KSIM_TESTS_fuse "$<TARGET_FILE:${name}_linux>\n")
  endif()
  if(qemu IN_LIST ARG_WORLDS)
    list(JOIN ARG_MODULES " " modules)
    set_property(GLOBAL APPEND_STRING PROPERTY KSIM_TESTS_qemu
      "$<TARGET_FILE:${name}_linux> ${modules}\n")
    set_property(GLOBAL APPEND PROPERTY KSIM_QEMU_MODULES ${ARG_MODULES})
  endif()
endfunction()

# Writes the list of the tests of a world, fuse or qemu, a line for each: its program; for qemu
# the modules that it needs as well. Requires: all have been added.
function(ksim_list_tests world file)
  get_property(tests GLOBAL PROPERTY KSIM_TESTS_${world})
  file(GENERATE OUTPUT "${file}" CONTENT "${tests}")
endfunction()

# Writes the list of the modules that tests of the world qemu need, a line for each: its name,
# its sources. Requires: all have been added.
function(ksim_list_qemu_modules file)
  get_property(modules GLOBAL PROPERTY KSIM_QEMU_MODULES)
  list(REMOVE_DUPLICATES modules)
  set(lines "")
  foreach(module ${modules})
    ksim_module_target(target ${module})
    get_target_property(sources ${target} SOURCES)
    list(FILTER sources EXCLUDE REGEX "\\.mod\\.c$")
    get_target_property(directory ${target} SOURCE_DIR)
    list(TRANSFORM sources PREPEND "${directory}/")
    list(JOIN sources " " sources)
    string(APPEND lines "${module} ${sources}\n")
  endforeach()
  file(CONFIGURE OUTPUT "${file}" CONTENT "${lines}" @ONLY)
endfunction()

function(ksim_add_kapi name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "QEMU_LACKS" "SOURCES;MODULES")
  if(NOT ARG_SOURCES)
    message(FATAL_ERROR "ksim_add_kapi(${name}): no SOURCES")
  endif()
  ksim_add_module(${name}_kapi SOURCES ${ARG_SOURCES})
  ksim_module_target(target ${name}_kapi)
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/tests/kapi")
  set_property(GLOBAL APPEND PROPERTY KSIM_KAPI_NAMES ${name})
  set_property(GLOBAL PROPERTY KSIM_KAPI_MODULES_${name} "${ARG_MODULES}")
  set_property(GLOBAL PROPERTY KSIM_KAPI_LACKS_${name} "${ARG_QEMU_LACKS}")
endfunction()
