/** What a virtual disk's file says: the properties with their help, read into validated records. */
package org.scst.vdisk.internal.configuration;
