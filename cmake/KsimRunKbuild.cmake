# SPDX-License-Identifier: GPL-2.0-or-later
#
# cmake -D MAKE=<program> -D KDIR=<directory> -D SOURCE=<directory> -D OUTPUT=<directory>
#       -D MODULES=<name>... -P KsimRunKbuild.cmake
#
# What ksim_add_module(… KBUILD …) does in each build: runs the Kbuild file in SOURCE, and makes
# sure that OUTPUT has those modules.

# An outer make's options and job server are not this one's.
foreach(variable MAKEFLAGS MFLAGS MAKELEVEL MAKE_TERMOUT MAKE_TERMERR)
  unset(ENV{${variable}})
endforeach()
set(verbosity --silent)
if(DEFINED ENV{VERBOSE})
  set(verbosity V=1)
endif()
file(MAKE_DIRECTORY "${OUTPUT}")
execute_process(
  COMMAND "${MAKE}" ${verbosity} -C "${KDIR}" "M=${SOURCE}" "MO=${OUTPUT}" modules
  RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the Kbuild file in ${SOURCE} could not be built for ksim")
endif()

file(STRINGS "${OUTPUT}/modules.order" built)
foreach(name ${MODULES})
  set(found ${built})
  list(FILTER found INCLUDE REGEX "/${name}\\.ko$")
  if(NOT found)
    list(TRANSFORM built REPLACE "^.*/" "")
    list(JOIN built " " built)
    message(FATAL_ERROR
      "ksim_add_module(${name} KBUILD ${SOURCE}): nothing there builds ${name}.ko, only: ${built}")
  endif()
  # Modules of a directory below are looked for beside the others.
  list(GET found 0 found)
  if(NOT found STREQUAL "${OUTPUT}/${name}.ko")
    file(CREATE_LINK "${found}" "${OUTPUT}/${name}.ko" SYMBOLIC)
  endif()
endforeach()
