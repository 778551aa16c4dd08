package org.scst.local.internal.target;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** A file {@code org.scst.local.target-NAME.cfg}. Names are SCST's where it has them. */
@ObjectClassDefinition(
        id = "org.scst.local.target",
        factoryPid = "org.scst.local.target",
        name = "Local target",
        description = "A target whose initiators are on this machine, and its LUNs for initiators that no group takes.")
public @interface TargetProperties {
    /** Name of the target. */
    @AttributeDefinition(
            name = "Name",
            description = "1 to 223 printable ASCII characters without blanks; unique. Without: NAME of the file.",
            required = false)
    String name() default "";

    /** Where its disks are files. */
    @AttributeDefinition(
            name = "Mount",
            description =
                    "Absolute path of an empty folder, made if it is not there, in which each disk of the target is a file"
                            + " lun.N of its size, for the initiator \"mount\". Needs the right to mount. Empty: none.",
            required = false)
    String mount() default "";

    /** Where virtual machines connect. */
    @AttributeDefinition(
            name = "vhost-user",
            description =
                    "Absolute path of a socket, at most 107 bytes, to which a hypervisor connects (vhost-user-scsi): its guest has the"
                            + " target's LUNs by virtio-scsi, as the initiator \"vhost-user\". One guest at a time. Empty: none.",
            required = false)
    String vhost__user() default "";

    /** Where drivers outside connect. */
    @AttributeDefinition(
            name = "Driver socket",
            description =
                    "Absolute path of a socket, at most 107 bytes, by which other processes are initiators of the target, each by a name"
                            + " of its own: target drivers of other protocols. Empty: none.",
            required = false)
    String driver__socket() default "";

    /** Commands in progress. */
    @AttributeDefinition(
            name = "Queued commands",
            description = "Commands of one initiator that may be in progress; more wait.",
            min = "1",
            max = "2048",
            required = false)
    int QueuedCommands() default 128;

    /** LUNs of the target's own map. */
    @AttributeDefinition(
            name = "LUN N",
            description = "lun.N = DEVICE or DEVICE read_only, N from 0 to 16383."
                    + " For initiators that no group of this target takes.",
            required = false)
    String lun_N() default "";

    /** How LUNs are told. */
    @AttributeDefinition(
            name = "Address method",
            description = "How REPORT LUNS tells LUNs from 1 on: peripheral (from 256 on flat), flat, or lun.",
            options = {
                @Option(label = "peripheral", value = "peripheral"),
                @Option(label = "flat", value = "flat"),
                @Option(label = "lun", value = "lun"),
                @Option(label = "PERIPHERAL", value = "PERIPHERAL"),
                @Option(label = "FLAT", value = "FLAT"),
                @Option(label = "LUN", value = "LUN")
            },
            required = false)
    String addr__method() default "peripheral";

    /** What looks dead. */
    @AttributeDefinition(
            name = "Black hole",
            description =
                    "What disappears without an answer, to look like a dead path: 0 nothing, 1 commands, 2 commands and task"
                            + " management, 3 commands with data, 4 commands with data and task management.",
            min = "0",
            max = "4",
            required = false)
    int black__hole() default 0;

    /** How a contradiction is taken. */
    @AttributeDefinition(
            name = "Strict direction",
            description =
                    "Whether a command is refused (05/49) that comes with data in another direction than its CDB has;"
                            + " otherwise only one that would have to be sent data.",
            required = false)
    boolean strict__direction() default false;

    /** Whether idle initiators are told. */
    @AttributeDefinition(
            name = "Asynchronous events disabled",
            description =
                    "Whether initiators are told of changes with their next command only (unit attention), not also at once by an"
                            + " asynchronous event.",
            required = false)
    boolean aen__disabled() default false;
}
