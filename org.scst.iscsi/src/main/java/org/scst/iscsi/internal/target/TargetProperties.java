package org.scst.iscsi.internal.target;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** A file {@code org.scst.iscsi.target-NAME.cfg}. Names are SCST's. */
@ObjectClassDefinition(
        id = "org.scst.iscsi.target",
        factoryPid = "org.scst.iscsi.target",
        name = "iSCSI target",
        description = "A target, its LUNs for initiators that no group takes, and upper limits for negotiation.")
public @interface TargetProperties {
    /** Name. */
    @AttributeDefinition(name = "Name", description = "iSCSI name, for example iqn.2026-11.org.example:san.")
    String name();

    /** Alias. */
    @AttributeDefinition(name = "Alias", description = "TargetAlias, for people.", required = false)
    String alias() default "";

    /** LUNs. */
    @AttributeDefinition(
            name = "LUN N",
            description = "lun.N = DEVICE or DEVICE read_only, N from 0 to 16383.",
            required = false)
    String lun_N() default "";

    /** Queue. */
    @AttributeDefinition(
            name = "QueuedCommands",
            description = "Commands in progress of one session.",
            min = "1",
            max = "2048")
    int QueuedCommands() default 32;

    /** Sessions. */
    @AttributeDefinition(
            name = "MaxSessions",
            description = "Most sessions; 0 for any number.",
            min = "0",
            max = "65535")
    int MaxSessions() default 0;

    /** Silence. */
    @AttributeDefinition(
            name = "NopInInterval",
            description = "Seconds of silence after which the initiator is asked for a sign of life; 0 for never.",
            min = "0",
            max = "65535")
    int NopInInterval() default 30;

    /** Patience. */
    @AttributeDefinition(
            name = "NopInTimeout",
            description = "Seconds to wait for that sign.",
            min = "2",
            max = "65535")
    int NopInTimeout() default 30;

    /** Patience. */
    @AttributeDefinition(
            name = "RspTimeout",
            description = "Seconds to wait for data that the initiator owes.",
            min = "2",
            max = "65535")
    int RspTimeout() default 90;

    /** Key. */
    @AttributeDefinition(
            name = "InitialR2T",
            description = "Yes or No.",
            options = {},
            required = false)
    String InitialR2T() default "No";

    /** Key. */
    @AttributeDefinition(name = "ImmediateData", description = "Yes or No.", required = false)
    String ImmediateData() default "Yes";

    /** Key. */
    @AttributeDefinition(
            name = "MaxRecvDataSegmentLength",
            description = "Longest data segment that the target takes, bytes.",
            min = "512",
            max = "16777215")
    int MaxRecvDataSegmentLength() default 1048576;

    /** Key. */
    @AttributeDefinition(name = "MaxBurstLength", description = "Bytes.", min = "512", max = "16777215")
    int MaxBurstLength() default 1048576;

    /** Key. */
    @AttributeDefinition(name = "FirstBurstLength", description = "Bytes.", min = "512", max = "16777215")
    int FirstBurstLength() default 65536;

    /** Key. */
    @AttributeDefinition(name = "MaxOutstandingR2T", description = "R2Ts of one command.", min = "1", max = "65535")
    int MaxOutstandingR2T() default 32;

    /** Key. */
    @AttributeDefinition(
            name = "HeaderDigest",
            description = "Acceptable values in order: None, CRC32C.",
            required = false)
    String HeaderDigest() default "None,CRC32C";

    /** Key. */
    @AttributeDefinition(
            name = "DataDigest",
            description = "Acceptable values in order: None, CRC32C.",
            required = false)
    String DataDigest() default "None,CRC32C";
}
