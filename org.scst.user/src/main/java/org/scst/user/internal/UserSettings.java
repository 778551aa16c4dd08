package org.scst.user.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The properties of the file {@code org.scst.user.handlers.cfg}. In a method's name two underscores stand for one. */
@ObjectClassDefinition(
        pid = "org.scst.user.handlers",
        name = "SCST user handlers",
        description = "Where processes register the devices that they serve, and how many may.")
public @interface UserSettings {
    @AttributeDefinition(
            required = false,
            description =
                    "Absolute path of the socket; at most 107 bytes. Default: user.socket in the run folder. Who may write to it may"
                            + " serve devices: it is made for the platform's own user alone (mode 0600).")
    String socket() default "";

    @AttributeDefinition(
            required = false,
            min = "1",
            max = "4096",
            description =
                    "Connections at most, one for each device that processes serve; who comes beyond that is refused.")
    int max__handlers() default 64;
}
