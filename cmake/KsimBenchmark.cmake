# SPDX-License-Identifier: GPL-2.0-or-later
#
# ksim_add_benchmark(<name> [SOURCES <file.cc>...] [MODULES <module>...] [LIBRARIES <library>...])
#
# Builds the program <name>_benchmark, of <name>.cc if no SOURCES are named: benchmarks as
# <ksim/benchmark.hh> has them. MODULES names what ksim_add_module() built: it is built first,
# found by its name, and its path is the macro KSIM_MODULE_<module>.
#
# Requires: the library ksim::benchmark, for which there must be Google Benchmark.

function(ksim_add_benchmark name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;MODULES;LIBRARIES")
  if(NOT TARGET ksim::benchmark)
    message(FATAL_ERROR
      "ksim_add_benchmark(${name}): there is no Google Benchmark (Debian: libbenchmark-dev)")
  endif()
  if(NOT ARG_SOURCES)
    set(ARG_SOURCES ${name}.cc)
  endif()

  ksim_module_targets(targets ${ARG_MODULES})
  set(directories "")
  foreach(target ${targets})
    list(APPEND directories "$<TARGET_FILE_DIR:${target}>")
  endforeach()
  list(REMOVE_DUPLICATES directories)
  list(JOIN directories ":" directories)
  set(settings "${CMAKE_CURRENT_BINARY_DIR}/${name}_benchmark.settings.cc")
  file(GENERATE OUTPUT "${settings}" CONTENT
"extern const char* const ksim_benchmark_module_directories;
const char* const ksim_benchmark_module_directories = \"${directories}\";
")

  add_executable(${name}_benchmark ${ARG_SOURCES} "${settings}")
  set_target_properties(${name}_benchmark PROPERTIES
    CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF)
  # What it measures is not to be measured with what a debugger wants.
  target_compile_options(${name}_benchmark PRIVATE -O2)
  target_link_libraries(${name}_benchmark PRIVATE ksim::benchmark ${ARG_LIBRARIES})
  foreach(module target IN ZIP_LISTS ARG_MODULES targets)
    string(MAKE_C_IDENTIFIER "${module}" identifier)
    target_compile_definitions(${name}_benchmark PRIVATE
      "KSIM_MODULE_${identifier}=\"$<TARGET_FILE:${target}>\"")
    add_dependencies(${name}_benchmark ${target})
  endforeach()
  if(TARGET vmlinux)
    add_dependencies(${name}_benchmark vmlinux)
  endif()
endfunction()
