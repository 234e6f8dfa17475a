# The libraries this project stands on: the system's packages, or what packaging/libraries.sh has built
# (TELEPRESENCE_LIBRARIES). What is missing is gathered first, so that one line names every package to
# install.

set(missing_packages "")

find_package(PkgConfig QUIET)
if(NOT PkgConfig_FOUND)
  list(APPEND missing_packages pkg-config)
endif()

# A header-only or CMake-packaged library: find_package, else remember its package.
macro(require_package name debian_package)
  find_package(${name} QUIET)
  if(NOT ${name}_FOUND)
    list(APPEND missing_packages ${debian_package})
  endif()
endmacro()

# A library known to pkg-config, as target dependency::<name>. With
# TELEPRESENCE_STATIC its archive is linked, where there is one, so that the
# program starts without loading the library and what that drags in; ARCHIVE_NEEDS
# are the link options that the archive then wants. SHARED: never so.
function(require_pkgconfig name module debian_package)
  cmake_parse_arguments(arg "SHARED" "" "ARCHIVE_NEEDS" ${ARGN})
  if(NOT PkgConfig_FOUND)
    set(missing_packages ${missing_packages} ${debian_package} PARENT_SCOPE)
    return()
  endif()
  pkg_check_modules(${name} QUIET IMPORTED_TARGET ${module})
  if(NOT ${name}_FOUND)
    set(missing_packages ${missing_packages} ${debian_package} PARENT_SCOPE)
    return()
  endif()
  add_library(dependency_${name} INTERFACE)
  add_library(dependency::${name} ALIAS dependency_${name})
  if(TELEPRESENCE_STATIC AND NOT arg_SHARED)
    list(GET ${name}_LIBRARIES 0 library)
    find_library(${name}_archive NAMES lib${library}.a HINTS ${${name}_LIBRARY_DIRS} ${${name}_LIBDIR})
  endif()
  if(TELEPRESENCE_STATIC AND NOT arg_SHARED AND ${name}_archive)
    target_include_directories(dependency_${name} SYSTEM INTERFACE ${${name}_INCLUDE_DIRS})
    target_link_libraries(dependency_${name} INTERFACE ${${name}_archive} ${arg_ARCHIVE_NEEDS})
  else()
    target_link_libraries(dependency_${name} INTERFACE PkgConfig::${name})
  endif()
endfunction()

require_package(CLI11 libcli11-dev)
require_package(nlohmann_json nlohmann-json3-dev)
require_package(fmt libfmt-dev)
require_pkgconfig(yaml yaml-0.1 libyaml-dev)
# By pkg-config too: its CMake package knows the shared library only.
require_pkgconfig(yaml-cpp yaml-cpp libyaml-cpp-dev)
require_pkgconfig(zlib zlib zlib1g-dev)
# Of what libarchive can read, the program uses tar and gzip, and gzip needs zlib.
require_pkgconfig(archive libarchive libarchive-dev ARCHIVE_NEEDS dependency::zlib)
require_pkgconfig(crypto libcrypto libssl-dev)
# Shared in any case: the system's archive wants some thirty other libraries.
set(curl_linking SHARED)
if(TELEPRESENCE_LIBRARIES)
  require_pkgconfig(ssl libssl libssl-dev ARCHIVE_NEEDS dependency::crypto)
  set(curl_linking ARCHIVE_NEEDS dependency::ssl dependency::zlib)
endif()
require_pkgconfig(curl libcurl libcurl4-openssl-dev ${curl_linking})
if(TELEPRESENCE_TESTS)
  require_package(Catch2 catch2)
endif()

if(fmt_FOUND)
  # Debian ships no archive of fmt; its headers alone do as well, but take their time to compile.
  if(TELEPRESENCE_STATIC AND NOT TELEPRESENCE_LIBRARIES)
    add_library(dependency::fmt ALIAS fmt::fmt-header-only)
  else()
    add_library(dependency::fmt ALIAS fmt::fmt)
  endif()
endif()

if(missing_packages)
  list(REMOVE_DUPLICATES missing_packages)
  list(JOIN missing_packages " " missing_packages)
  message(FATAL_ERROR "missing libraries; run: apt-get install ${missing_packages}")
endif()
