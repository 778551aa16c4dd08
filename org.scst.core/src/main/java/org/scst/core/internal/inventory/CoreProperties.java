package org.scst.core.internal.inventory;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The file {@code org.scst.core.cfg}. Names are SCST's where it has them. */
@ObjectClassDefinition(
        id = "org.scst.core",
        pid = "org.scst.core",
        name = "SCSI mid-layer",
        description = "Global limits. A change holds for devices and targets that are made after it.")
public @interface CoreProperties {
    /** Memory. */
    @AttributeDefinition(
            name = "Command memory",
            description =
                    "Most MiB of command data buffers of all devices; up to half of it is kept for data that initiators may"
                            + " send unasked, and with many sessions new ones are allowed less of it, or none.",
            min = "16",
            max = "1048576",
            required = false)
    int scst__max__cmd__mem() default 1024;

    /** Memory of a device. */
    @AttributeDefinition(
            name = "Command memory of a device",
            description = "Most MiB of command data buffers of one device; without it two fifths of all.",
            min = "8",
            max = "1048576",
            required = false)
    int scst__max__dev__cmd__mem() default 409;

    /** Queue. */
    @AttributeDefinition(
            name = "Commands of an I_T_L nexus",
            description = "Most commands of one initiator port at one logical unit; more get TASK SET FULL.",
            min = "1",
            max = "65535",
            required = false)
    int max__tgt__dev__commands() default 64;

    /** Deadline. */
    @AttributeDefinition(
            name = "Command time-out",
            description = "Seconds that storage may take for a command before its device counts as hung.",
            min = "1",
            max = "86400",
            required = false)
    int command__timeout() default 30;

    /** Space. */
    @AttributeDefinition(
            name = "Space warning",
            description =
                    "Percent of the file system or pool behind a thin device in use from which its space counts as"
                            + " low: an event and a warning of the health checks; 100 for never.",
            min = "1",
            max = "100",
            required = false)
    int space__warning() default 90;
}
