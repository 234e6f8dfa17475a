# How this project is compiled: one list of warnings, sanitizers, coverage, ccache, the linker.
# Every target links `telepresence_compiler` and takes it all from there.

find_program(CCACHE ccache)
if(CCACHE)
  # Relative paths, so that one clone can use what another compiled: CI always has a new one.
  # It keeps what was compiled with precompiled headers only if told that __TIME__ is not used.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

# What most files include is read once a build and not once a file, which saves nearly half of the time.
# The dev preset does without (CMAKE_DISABLE_PRECOMPILE_HEADERS): there, and to clang-tidy, a file that
# forgets an include is an error.
set(headers_of_most_files
  <algorithm> <array> <chrono> <filesystem> <functional> <memory> <optional> <string> <string_view>
  <utility> <vector> <fmt/format.h>)
if(TELEPRESENCE_LIBRARIES)
  # The compiler of packages says this by itself, and no second time.
  string(REPLACE "-Xclang;-emit-pch;" "" CMAKE_CXX_COMPILE_OPTIONS_CREATE_PCH
    "${CMAKE_CXX_COMPILE_OPTIONS_CREATE_PCH}")
endif()

add_library(telepresence_compiler INTERFACE)
target_include_directories(telepresence_compiler INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(telepresence_compiler INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor
  -Wold-style-cast -Wcast-align -Woverloaded-virtual -Wnull-dereference -Wformat=2
  -Wimplicit-fallthrough $<$<BOOL:${TELEPRESENCE_WARNINGS_AS_ERRORS}>:-Werror>)

if(TELEPRESENCE_SANITIZE)
  target_compile_options(telepresence_compiler INTERFACE
    -fsanitize=${TELEPRESENCE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(telepresence_compiler INTERFACE -fsanitize=${TELEPRESENCE_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(telepresence_compiler INTERFACE
    -fstack-protector-strong -D_FORTIFY_SOURCE=2 -ffunction-sections -fdata-sections)
  if(APPLE)
    target_link_options(telepresence_compiler INTERFACE -Wl,-dead_strip -s)
  else()
    target_link_options(telepresence_compiler INTERFACE -Wl,--gc-sections -Wl,-z,relro,-z,now -s)
  endif()
endif()

if(TELEPRESENCE_COVERAGE)
  # Several threads count at once.
  target_compile_options(telepresence_compiler INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(telepresence_compiler INTERFACE --coverage)
endif()

# The fastest linker that is installed. What users run is linked alike everywhere.
if(NOT CMAKE_BUILD_TYPE STREQUAL "Release")
  include(CheckLinkerFlag)
  set(CMAKE_REQUIRED_QUIET ON)
  foreach(linker IN ITEMS mold lld)
    find_program(found ld.${linker} NO_CACHE)
    if(found)
      check_linker_flag(CXX -fuse-ld=${linker} LINKS_WITH_${linker})
    endif()
    if(found AND LINKS_WITH_${linker})
      target_link_options(telepresence_compiler INTERFACE -fuse-ld=${linker})
      break()
    endif()
    unset(found)
  endforeach()
  unset(CMAKE_REQUIRED_QUIET)
endif()

if(TELEPRESENCE_LIBRARIES)
  # The same bytes in any folder.
  target_compile_options(telepresence_compiler INTERFACE "-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.")
  # A package's compiler links all of it statically anyhow; its code may stand at any address.
  if(NOT APPLE)
    target_link_options(telepresence_compiler INTERFACE -pie)
  endif()
elseif(TELEPRESENCE_STATIC AND NOT APPLE)
  target_link_options(telepresence_compiler INTERFACE -static-libstdc++ -static-libgcc)
endif()
