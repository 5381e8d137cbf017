# SPDX-License-Identifier: GPL-2.0-or-later
#
# ksim_add_kapi(<name> SOURCES <name>_kapi.c... [MODULES <module>...])
#
# Builds <name>_kapi.ko, tests of the kernel API that run in the kernel (tests/kapi/kapi.h).
# tests/kapi/kapi_test runs them all. MODULES names others that must be loaded first.

function(ksim_add_kapi name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;MODULES")
  if(NOT ARG_SOURCES)
    message(FATAL_ERROR "ksim_add_kapi(${name}): no SOURCES")
  endif()
  ksim_add_module(${name}_kapi SOURCES ${ARG_SOURCES})
  ksim_module_target(target ${name}_kapi)
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/tests/kapi")
  set_property(GLOBAL APPEND PROPERTY KSIM_KAPI_NAMES ${name})
  set_property(GLOBAL PROPERTY KSIM_KAPI_MODULES_${name} "${ARG_MODULES}")
endfunction()
