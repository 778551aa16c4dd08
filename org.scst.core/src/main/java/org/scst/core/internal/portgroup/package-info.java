/** Target port groups and their asymmetric access states, as commands are judged by them. */
package org.scst.core.internal.portgroup;
