# Compiles what is packaged, for another system than this one: with the compiler that
# packaging/compiler.sh gets, which is on PATH then, and nothing of this machine's libraries.
#
#   TELEPRESENCE_PLATFORM   linux-amd64, linux-arm64, darwin-amd64, darwin-arm64
#   TELEPRESENCE_LIBRARIES  the folder that packaging/libraries.sh prints for it

list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES TELEPRESENCE_PLATFORM TELEPRESENCE_LIBRARIES)

if(NOT TELEPRESENCE_PLATFORM MATCHES "^(linux|darwin)-(amd64|arm64)$")
  message(FATAL_ERROR "TELEPRESENCE_PLATFORM is '${TELEPRESENCE_PLATFORM}'; "
    "known: linux-amd64 linux-arm64 darwin-amd64 darwin-arm64")
endif()
set(system_of_linux Linux)
set(system_of_darwin Darwin)
set(processor_of_amd64 x86_64)
set(processor_of_arm64 aarch64)
set(CMAKE_SYSTEM_NAME ${system_of_${CMAKE_MATCH_1}})
set(CMAKE_SYSTEM_PROCESSOR ${processor_of_${CMAKE_MATCH_2}})

if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  set(target ${CMAKE_SYSTEM_PROCESSOR}-linux-musl)
else()
  set(target ${CMAKE_SYSTEM_PROCESSOR}-macos)
endif()
set(CMAKE_C_COMPILER package-cc)
set(CMAKE_CXX_COMPILER package-c++)
set(CMAKE_C_COMPILER_TARGET ${target})
set(CMAKE_CXX_COMPILER_TARGET ${target})
find_program(CMAKE_AR package-ar REQUIRED)
find_program(CMAKE_RANLIB package-ranlib REQUIRED)

set(CMAKE_FIND_ROOT_PATH ${TELEPRESENCE_LIBRARIES})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} ${TELEPRESENCE_LIBRARIES}/lib/pkgconfig)
