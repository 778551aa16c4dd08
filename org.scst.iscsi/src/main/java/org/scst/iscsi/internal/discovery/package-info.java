/** Discovery sessions and SendTargets (RFC 7143 4.3, appendix C). */
package org.scst.iscsi.internal.discovery;
