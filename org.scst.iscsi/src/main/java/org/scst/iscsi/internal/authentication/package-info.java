/** How initiator and target prove to each other who they are (RFC 7143 clause 12): AuthMethod, and CHAP (12.1.3, RFC 1994). */
package org.scst.iscsi.internal.authentication;
