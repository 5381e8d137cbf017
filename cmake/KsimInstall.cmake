# SPDX-License-Identifier: GPL-2.0-or-later
#
# What `cmake --install` puts under a prefix, beside what fuse-dev/ adds to the command: nothing of
# it knows the prefix, the build or the sources.
include(CMakePackageConfigHelpers)

set(KSIM_INSTALL_LIBRARIES "${CMAKE_INSTALL_LIBDIR}/ksim")
set(KSIM_INSTALL_KDIR "${KSIM_INSTALL_LIBRARIES}/kdir")
set(KSIM_INSTALL_CMAKE "${CMAKE_INSTALL_LIBDIR}/cmake/ksim")

set_target_properties(ksim_command PROPERTIES EXPORT_NAME command)
foreach(name cxx_instrumentation kernel_c_instrumentation testing testing_linux testing_main)
  set_target_properties(ksim_${name} PROPERTIES EXPORT_NAME ${name})
endforeach()
install(TARGETS
    ksim ksim_command ksim_testing ksim_testing_linux ksim_testing_main
    ksim_cxx_instrumentation ksim_kernel_c_instrumentation
  EXPORT ksimTargets
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}"
  LIBRARY DESTINATION "${KSIM_INSTALL_LIBRARIES}"
  ARCHIVE DESTINATION "${KSIM_INSTALL_LIBRARIES}"
  FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
# In a file of its own, since not every user has Google Benchmark.
if(TARGET ksim_benchmark)
  set_target_properties(ksim_benchmark PROPERTIES EXPORT_NAME benchmark)
  install(TARGETS ksim_benchmark EXPORT ksimBenchmarkTargets
    ARCHIVE DESTINATION "${KSIM_INSTALL_LIBRARIES}"
    FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  install(EXPORT ksimBenchmarkTargets NAMESPACE ksim:: DESTINATION "${KSIM_INSTALL_CMAKE}")
endif()
# CMake strips no archives, and what these have for a debugger is most of the package.
install(CODE "
  if(CMAKE_INSTALL_DO_STRIP)
    file(GLOB archives \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${KSIM_INSTALL_LIBRARIES}/*.a\")
    execute_process(COMMAND \"${CMAKE_STRIP}\" --strip-debug \${archives}
      COMMAND_ERROR_IS_FATAL ANY)
  endif()")
# As a file, which nobody strips: findings name its functions and lines.
install(FILES "$<TARGET_FILE:vmlinux>" DESTINATION "${KSIM_INSTALL_LIBRARIES}")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/ksim" RENAME copyright)

install(EXPORT ksimTargets NAMESPACE ksim:: DESTINATION "${KSIM_INSTALL_CMAKE}")
configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/ksimConfig.cmake.in" "${PROJECT_BINARY_DIR}/ksimConfig.cmake"
  INSTALL_DESTINATION "${KSIM_INSTALL_CMAKE}" PATH_VARS KSIM_INSTALL_KDIR)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/ksimConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
    "${PROJECT_BINARY_DIR}/ksimConfig.cmake" "${PROJECT_BINARY_DIR}/ksimConfigVersion.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/KsimBenchmark.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/KsimKernelC.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/KsimModule.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/KsimRunKbuild.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/KsimTest.cmake"
  DESTINATION "${KSIM_INSTALL_CMAKE}")

# The build directory of the simulated kernel: copies of what shims/kdir links to.
set(kdir "${PROJECT_BINARY_DIR}/kdir")
install(FILES "${kdir}/.config" "${kdir}/Module.symvers" "${kdir}/Module.absent"
    "${PROJECT_SOURCE_DIR}/shims/kdir/Makefile"
  DESTINATION "${KSIM_INSTALL_KDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/shims/kdir/scripts"
  DESTINATION "${KSIM_INSTALL_KDIR}" USE_SOURCE_PERMISSIONS)
install(FILES "${kdir}/scripts/Makefile.flags" DESTINATION "${KSIM_INSTALL_KDIR}/scripts")
install(TARGETS ksim_compile RUNTIME DESTINATION "${KSIM_INSTALL_KDIR}/scripts")
install(TARGETS ksim_modpost RUNTIME DESTINATION "${KSIM_INSTALL_KDIR}/scripts/mod")
install(DIRECTORY "${KSIM_SHIMS_INCLUDE}" DESTINATION "${KSIM_INSTALL_KDIR}"
  FILES_MATCHING PATTERN "*.h" PATTERN ksim/abi EXCLUDE)
install(DIRECTORY "${kdir}/include/config" DESTINATION "${KSIM_INSTALL_KDIR}/include")
# Links to /usr/include stay links: those headers are the user's linux-libc-dev.
install(DIRECTORY "${KSIM_UAPI_DIR}" DESTINATION "${KSIM_INSTALL_KDIR}" PATTERN ksim EXCLUDE)
foreach(directory include uapi)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/ksim/abi"
    DESTINATION "${KSIM_INSTALL_KDIR}/${directory}/ksim" FILES_MATCHING PATTERN "*.h")
endforeach()

# All that must be built before.
add_custom_target(ksim_installed)
add_dependencies(ksim_installed
  ksim vmlinux ksim_command ksim_kdir ksim_testing ksim_testing_linux ksim_testing_main)
if(TARGET ksim_benchmark)
  add_dependencies(ksim_installed ksim_benchmark)
endif()
