# SPDX-License-Identifier: GPL-2.0-or-later
#
# ksim_add_test(<name> SOURCES <file.cc>... [MODULES <module>...] [SIM_MODULES <module>...]
#               [WORLDS sim [fuse] [qemu]] [SEEDS <count>] [OWN_OBJECTS])
#
# Builds the test program <name> and registers it with ctest, labelled with its world.
# WORLDS fuse: registers <name>_fuse as well, the same on real system calls under `ksim run`.
# WORLDS qemu: registers <name>_qemu_<version> as well, the same on real kernels by `ksim qemu`, for
# each version in KSIM_QEMU_KERNELS. In ksim's own tree tests/qemu/run takes all of them together.
# MODULES names what ksim_add_module() built: it is built first, and found by its name.
# SIM_MODULES is the same, for what no real kernel is to load.
# OWN_OBJECTS: the sources ask how they are compiled; see KSIM_BASE_BUILD.
# SEEDS: after a plain run all of its tests run again under so many random schedules; under a
# tenth of them in builds with sanitizers or gcov, which are slow.
#
# ksim_add_test_program(<name> SOURCES <file.cc>... [MODULES <module>...] [SEEDS <count>]
#                       [OWN_OBJECTS])
#
# The same, but nobody runs it: a test program for another test.
#
# Requires: the libraries ksim::testing and ksim::testing_main; for the world fuse also
# ksim::testing_linux and ksim::command. KSIM_HAS_QEMU says whether all tests of the world qemu run
# together. KSIM_BASE_BUILD, if set, is the binary directory of another build of the same sources,
# which has been built: test programs are linked from its objects.

set(KSIM_QEMU_KERNELS "6.1;6.12" CACHE STRING "Kernels of Debian's that tests of the world qemu run on")

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

# What test programs are compiled with. Nobody waits for a test's own code to run, but
# everybody for it to be compiled: describing its variables to a debugger takes a fifth of that.
# And <gtest/gtest.h> costs more than a second in each source: it is compiled once for all test
# programs of a project, which are therefore built with the same options, down to -fPIE.
function(ksim_add_test_pch)
  if(TARGET ksim_test_pch)
    return()
  endif()
  add_library(ksim_test_options INTERFACE)
  target_compile_options(ksim_test_options INTERFACE -O0 -g1)
  target_link_libraries(ksim_test_options INTERFACE ksim::testing)
  set(source "${CMAKE_CURRENT_BINARY_DIR}/ksim_test_pch.cc")
  file(CONFIGURE OUTPUT "${source}"
    CONTENT "// The source that the precompiled headers of all test programs belong to.\n")
  add_library(ksim_test_pch OBJECT "${source}")
  target_link_libraries(ksim_test_pch PRIVATE ksim_test_options)
  target_precompile_headers(ksim_test_pch PRIVATE <gmock/gmock.h> <gtest/gtest.h> <functional>
    <memory> <string> <vector> <ksim/testing/driver_test.hh>)
  ksim_set_test_properties(ksim_test_pch)
endfunction()

# Also in a project with other defaults.
function(ksim_set_test_properties target)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF
    CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF)
endfunction()

# `target` is compiled like all test programs. It need not be linked like them.
function(ksim_use_test_pch target)
  ksim_add_test_pch()
  ksim_set_test_properties(${target})
  target_compile_options(${target} PRIVATE
    $<TARGET_PROPERTY:ksim_test_options,INTERFACE_COMPILE_OPTIONS>)
  target_compile_definitions(${target} PRIVATE
    $<TARGET_PROPERTY:fmt::fmt,INTERFACE_COMPILE_DEFINITIONS>)
  target_precompile_headers(${target} REUSE_FROM ksim_test_pch)
endfunction()

# What the other build has made of these sources; those that are generated stay as they are.
function(ksim_objects_elsewhere result name)
  file(RELATIVE_PATH directory "${CMAKE_BINARY_DIR}" "${CMAKE_CURRENT_BINARY_DIR}")
  set(objects "")
  foreach(source ${ARGN})
    if(NOT IS_ABSOLUTE "${source}")
      string(REPLACE "../" "__/" source "${source}")
      set(source "${KSIM_BASE_BUILD}/${directory}/CMakeFiles/${name}.dir/${source}.o")
      set_source_files_properties("${source}" PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
    endif()
    list(APPEND objects "${source}")
  endforeach()
  set(${result} "${objects}" PARENT_SCOPE)
endfunction()

function(ksim_add_test_program name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "OWN_OBJECTS" "SEEDS" "SOURCES;MODULES")
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

  set(objects_elsewhere OFF)
  if(KSIM_BASE_BUILD AND NOT ARG_OWN_OBJECTS)
    set(objects_elsewhere ON)
    ksim_objects_elsewhere(ARG_SOURCES ${name} ${ARG_SOURCES})
  endif()
  add_executable(${name} ${ARG_SOURCES} "${settings}")
  set_source_files_properties("${settings}" PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  target_link_libraries(${name} PRIVATE ksim::testing_main ksim::testing)
  if(NOT objects_elsewhere)
    ksim_use_test_pch(${name})
  endif()
  foreach(target ${targets})
    add_dependencies(${name} ${target})
  endforeach()
  if(TARGET vmlinux)
    add_dependencies(${name} vmlinux)
  endif()
endfunction()

function(ksim_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "OWN_OBJECTS" "SEEDS"
    "SOURCES;MODULES;SIM_MODULES;WORLDS")
  if(NOT ARG_WORLDS)
    set(ARG_WORLDS sim)
  endif()
  set(own_objects "")
  if(ARG_OWN_OBJECTS)
    set(own_objects OWN_OBJECTS)
  endif()
  ksim_add_test_program(${name} ${own_objects}
    SOURCES ${ARG_SOURCES} MODULES ${ARG_MODULES} ${ARG_SIM_MODULES} SEEDS ${ARG_SEEDS})
  add_test(NAME ${name} COMMAND ${name} --gtest_brief=1 --ksim_seeds)
  set_tests_properties(${name} PROPERTIES LABELS sim)
  # Builds with sanitizers run the programs of one without: what they check is the daemon.
  if(ARG_WORLDS STREQUAL sim OR KSIM_SANITIZE OR KSIM_COVERAGE)
    return()
  endif()
  foreach(world fuse qemu)
    if(NOT TARGET ksim::command AND world IN_LIST ARG_WORLDS)
      message(STATUS "${name}: not in the world ${world}, which needs an installed ksim")
      list(REMOVE_ITEM ARG_WORLDS ${world})
    endif()
  endforeach()
  if(NOT fuse IN_LIST ARG_WORLDS AND NOT qemu IN_LIST ARG_WORLDS)
    return()
  endif()
  add_executable(${name}_linux $<TARGET_OBJECTS:${name}>)
  target_link_libraries(${name}_linux PRIVATE ksim::testing_main ksim::testing_linux)
  if(fuse IN_LIST ARG_WORLDS)
    ksim_module_targets(targets ${ARG_MODULES} ${ARG_SIM_MODULES})
    add_dependencies(${name}_linux ksim::command ${targets})
    add_test(NAME ${name}_fuse
      COMMAND ksim::command run -- $<TARGET_FILE:${name}_linux> --gtest_brief=1)
    set_tests_properties(${name}_fuse PROPERTIES LABELS fuse)
    set_property(GLOBAL APPEND_STRING PROPERTY KSIM_TESTS_fuse "$<TARGET_FILE:${name}_linux>\n")
  endif()
  if(qemu IN_LIST ARG_WORLDS AND NOT KSIM_HAS_QEMU)
    ksim_add_qemu_tests(${name} ${ARG_MODULES})
  elseif(qemu IN_LIST ARG_WORLDS)
    list(JOIN ARG_MODULES " " modules)
    set_property(GLOBAL APPEND_STRING PROPERTY KSIM_TESTS_qemu
      "$<TARGET_FILE:${name}_linux> ${modules}\n")
    set_property(GLOBAL APPEND PROPERTY KSIM_QEMU_MODULES ${ARG_MODULES})
  endif()
endfunction()

# The directory from which Kbuild makes a module: its own, or one with links to its sources and a
# Kbuild file that says what ksim_add_module() was told.
function(ksim_kbuild_directory result module)
  ksim_module_target(target ${module})
  get_target_property(directory ${target} KSIM_KBUILD_DIRECTORY)
  if(directory)
    set(${result} "${directory}" PARENT_SCOPE)
    return()
  endif()
  get_target_property(source_directory ${target} SOURCE_DIR)
  get_target_property(sources ${target} SOURCES)
  get_target_property(definitions ${target} KSIM_DEFINITIONS)
  list(FILTER sources EXCLUDE REGEX "\\.mod\\.c$")
  set(directory "${CMAKE_CURRENT_BINARY_DIR}/qemu/${module}")
  file(MAKE_DIRECTORY "${directory}")
  set(parts "")
  set(includes "")
  foreach(source ${sources})
    file(REAL_PATH "${source}" source BASE_DIRECTORY "${source_directory}")
    get_filename_component(part "${source}" NAME_WE)
    get_filename_component(beside "${source}" DIRECTORY)
    list(LENGTH sources count)
    if(part STREQUAL module AND count GREATER 1)
      string(APPEND part "_main") # Kbuild links the parts to a file of the module's name
    endif()
    file(CREATE_LINK "${source}" "${directory}/${part}.c" SYMBOLIC)
    string(APPEND parts " ${part}.o")
    list(APPEND includes "-I${beside}")
  endforeach()
  list(APPEND includes "-I${source_directory}")
  list(REMOVE_DUPLICATES includes)
  if(definitions)
    list(TRANSFORM definitions PREPEND "-D")
  else()
    set(definitions "")
  endif()
  list(JOIN includes " " includes)
  list(JOIN definitions " " definitions)
  set(kbuild "obj-m := ${module}.o\nccflags-y := ${includes} ${definitions}\n")
  if(NOT parts STREQUAL " ${module}.o")
    string(APPEND kbuild "${module}-y :=${parts}\n")
  endif()
  file(CONFIGURE OUTPUT "${directory}/Kbuild" CONTENT "${kbuild}" @ONLY)
  set(${result} "${directory}" PARENT_SCOPE)
endfunction()

# The tests <name>_qemu_<version>. Requires: ${name}_linux has been added.
function(ksim_add_qemu_tests name)
  set(directories "")
  foreach(module ${ARGN})
    ksim_kbuild_directory(directory ${module})
    list(APPEND directories "${directory}")
  endforeach()
  list(REMOVE_DUPLICATES directories)
  set(builds "")
  foreach(directory ${directories})
    list(APPEND builds -M "${directory}")
  endforeach()
  foreach(version ${KSIM_QEMU_KERNELS})
    add_test(NAME ${name}_qemu_${version}
      COMMAND ksim::command qemu --test --quiet --kernel ${version} ${builds}
        -- $<TARGET_FILE:${name}_linux> --gtest_brief=1)
    set_tests_properties(${name}_qemu_${version} PROPERTIES LABELS qemu PROCESSORS 2)
  endforeach()
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
