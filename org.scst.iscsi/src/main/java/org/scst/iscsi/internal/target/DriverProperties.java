package org.scst.iscsi.internal.target;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The file {@code org.scst.iscsi.cfg}. */
@ObjectClassDefinition(
        id = "org.scst.iscsi",
        pid = "org.scst.iscsi",
        name = "iSCSI target driver",
        description = "Where the driver listens.")
public @interface DriverProperties {
    /** Portals. */
    @AttributeDefinition(
            name = "Portals",
            description =
                    "Addresses to listen on, separated by commas: 127.0.0.1:3260, [::1]:3260. Without a port 3260.")
    String portals() default "127.0.0.1:3260, [::1]:3260";

    /** Consent. */
    @AttributeDefinition(
            name = "Allow unauthenticated access",
            description =
                    "Whether a portal that other machines reach may be opened while a target is open to all of them.")
    boolean allow__unauthenticated() default false;
}
