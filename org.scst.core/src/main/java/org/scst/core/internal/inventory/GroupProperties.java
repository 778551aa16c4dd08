package org.scst.core.internal.inventory;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

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
            description = "Initiator names separated by commas; * and ? match, a leading ! excludes.")
    String initiators();

    /** LUNs. */
    @AttributeDefinition(
            name = "LUN N",
            description = "lun.N = DEVICE or DEVICE read_only, N from 0 to 16383.",
            required = false)
    String lun_N() default "";
}
