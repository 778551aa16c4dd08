/** The login phase (RFC 7143 clause 6.3). Authentication by CHAP has its place in the security stage. */
package org.scst.iscsi.internal.login;
