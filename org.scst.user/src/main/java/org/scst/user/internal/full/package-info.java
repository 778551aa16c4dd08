/** Devices of any type whose process is given the CDBs. */
package org.scst.user.internal.full;
