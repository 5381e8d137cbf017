# SPDX-License-Identifier: GPL-2.0-or-later
#
# ksim_add_kapi(<name> SOURCES <name>_kapi.c... [MODULES <module>...] [QEMU_LACKS <row>])
#
# Builds <name>_kapi.ko, tests of the kernel API that run in the kernel (tests/kapi/kapi.h).
# tests/kapi/kapi_test runs them all, in every world. MODULES names others that must be loaded first.
# QEMU_LACKS: no kernel of the world qemu has what it needs; the row of docs/worlds.md says what.

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
