package org.scst.core.internal.inventory;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * A file {@code org.scst.core.target_group-NAME.cfg}: targets through which the devices of a device group are reached alike. In a
 * method's name two underscores stand for one.
 */
@ObjectClassDefinition(
        id = "org.scst.core.target_group",
        factoryPid = "org.scst.core.target_group",
        name = "Target group",
        description = "Targets through which the devices of a device group are reached alike (ALUA).")
public @interface TargetGroupProperties {
    /** Device group. */
    @AttributeDefinition(name = "Device group", description = "NAME of the device group's file.")
    String device__group();

    /** Number. */
    @AttributeDefinition(
            name = "Group id",
            min = "0",
            max = "65535",
            description =
                    "TARGET PORT GROUP: its number, 0 to 65535, no other target group of the device group has it.")
    int group__id();

    /** State. */
    @AttributeDefinition(
            name = "State",
            required = false,
            description = "Asymmetric access state of the targets' ports for the devices of the device group.",
            options = {
                @Option(label = "Active/optimized", value = "active"),
                @Option(label = "Active/non-optimized", value = "nonoptimized"),
                @Option(label = "Standby", value = "standby"),
                @Option(label = "Unavailable", value = "unavailable"),
                @Option(label = "Offline", value = "offline"),
                @Option(label = "Transitioning", value = "transitioning")
            })
    String state() default "active";

    /** Preferred. */
    @AttributeDefinition(
            name = "Preferred",
            required = false,
            description = "Say that this is the group through which initiators are to come (PREF).")
    boolean preferred() default false;

    /** Targets. */
    @AttributeDefinition(
            name = "Targets",
            required = false,
            description = "Names of targets of this machine, or NAMEs of their files, separated by commas.")
    String targets() default "";

    /** Remote targets. */
    @AttributeDefinition(
            name = "Remote targets",
            required = false,
            description =
                    "Targets of other machines that show the same devices, separated by commas: each its name, a space, and"
                            + " its relative target port identifier there (rel_tgt_id), which no target of this machine has.")
    String remote__targets() default "";
}
