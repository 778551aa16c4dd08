/** Text keys and their negotiation (RFC 7143 clauses 6.1, 6.2 and 13). */
package org.scst.iscsi.internal.text;
