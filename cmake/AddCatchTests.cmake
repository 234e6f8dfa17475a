# What catch_discover_tests runs after a test program was built, in place of Catch2's own script:
# that one passes a test's name on as it is, and Catch2 takes one that begins with a dash for a
# flag; names with a semicolon it loses. In double quotes a name is a name, whatever it begins with.

execute_process(
  COMMAND ${TEST_EXECUTOR} "${TEST_EXECUTABLE}" --list-test-names-only
  WORKING_DIRECTORY "${TEST_WORKING_DIR}"
  OUTPUT_VARIABLE names
  ERROR_VARIABLE errors
  RESULT_VARIABLE count)
# Catch2 exits with the number of tests, which the system cuts to a byte.
if(NOT count MATCHES "^[0-9]+$" OR names STREQUAL "")
  message(FATAL_ERROR "${TEST_EXECUTABLE} does not list its tests: ${count}\n${names}${errors}")
endif()

# No list: semicolons and brackets mean something there.
set(script "")
while(NOT names STREQUAL "")
  string(FIND "${names}" "\n" end)
  if(end EQUAL -1)
    break()
  endif()
  string(SUBSTRING "${names}" 0 ${end} name)
  math(EXPR next "${end} + 1")
  string(SUBSTRING "${names}" ${next} -1 names)
  # Catch2 itself quotes those that begin with a #.
  if(name MATCHES "^\"#.*\"$")
    set(quoted "${name}")
  else()
    string(REGEX REPLACE "([\\\",])" "\\\\\\1" quoted "${name}")
    set(quoted "\"${quoted}\"")
  endif()
  # The blank at the end of a prefix has not come through cmake -D.
  set(name "[==[${TEST_PREFIX} ${name}]==]")
  string(APPEND script
    "add_test(${name} ${TEST_EXECUTOR} [==[${TEST_EXECUTABLE}]==] [==[${quoted}]==])\n"
    "set_tests_properties(${name} PROPERTIES\n"
    "  WORKING_DIRECTORY [==[${TEST_WORKING_DIR}]==]\n"
    # A name that it does not understand is no failure to Catch2.
    "  FAIL_REGULAR_EXPRESSION [==[No tests ran]==]")
  foreach(property IN LISTS TEST_PROPERTIES)
    string(APPEND script " [==[${property}]==]")
  endforeach()
  string(APPEND script ")\n")
endwhile()
file(WRITE "${CTEST_FILE}" "${script}")
