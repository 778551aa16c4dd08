package org.scst.core.internal.inventory;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * A file {@code org.scst.core.device_group-NAME.cfg}: devices whose target port groups, and their asymmetric access states, are the
 * same. In a method's name two underscores stand for one.
 */
@ObjectClassDefinition(
        id = "org.scst.core.device_group",
        factoryPid = "org.scst.core.device_group",
        name = "Device group",
        description = "Devices that are reached through the same target groups (ALUA).")
public @interface DeviceGroupProperties {
    /** Devices. */
    @AttributeDefinition(
            name = "Devices",
            description = "Names of devices separated by commas; a device may be in one device group only.")
    String devices();

    /** Explicit. */
    @AttributeDefinition(
            name = "Explicit ALUA",
            required = false,
            description = "Let initiators set the states of the target groups (SET TARGET PORT GROUPS).")
    boolean expl__alua() default false;
}
