/** What is served at a socket's path, as it goes from one revision of the driver to the next. */
package org.scst.local.internal.handover;
