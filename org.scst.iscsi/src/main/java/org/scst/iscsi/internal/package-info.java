/** The iSCSI target driver. */
package org.scst.iscsi.internal;
