/* The test of the verifying client itself: it must find every fault of the simulated store, and none where there is none. */
#ifndef SELF_TEST_H
#define SELF_TEST_H
#include <stdint.h>

enum { SCENARIOS = 13 };

/* Prints one line for each scenario; returns how many failed. */
int self_test(uint64_t seed);
#endif
