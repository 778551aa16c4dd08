/** Fakes and asserts for everyone's tests; never shipped. */
package org.scst.testkit;
