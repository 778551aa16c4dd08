/** A small iSCSI initiator of the tests' own, so that what the product says on the wire is judged by other code. */
package org.scst.runtime.itest.initiator;
