package org.scst.core.internal.inventory;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** A file {@code org.scst.core.group-NAME.cfg}: initiators that see other logical units of a target than everybody. */
@ObjectClassDefinition(
        id = "org.scst.core.group",
        factoryPid = "org.scst.core.group",
        name = "Initiator group",
        description = "Initiators of one target that share a view of their own.")
public @interface GroupProperties {
    /** Target. */
    @AttributeDefinition(name = "Target", description = "Name of the target, or NAME of its file.")
    String target();

    /** Initiators. */
    @AttributeDefinition(
            name = "Initiators",
            description = "Initiator names separated by commas; * and ? match, a leading ! excludes."
                    + " Exclusions alone take everybody else.")
    String initiators();

    /** LUNs. */
    @AttributeDefinition(
            name = "LUN N",
            description = "lun.N = DEVICE or DEVICE read_only, N from 0 to 16383.",
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
}
