package org.scst.iscsi.internal.target;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** A file {@code org.scst.iscsi.target-NAME.cfg}. Names are SCST's; how each negotiated key is used, RFC 7143 clause 13 says. */
@ObjectClassDefinition(
        id = "org.scst.iscsi.target",
        factoryPid = "org.scst.iscsi.target",
        name = "iSCSI target",
        description = "A target, its LUNs for initiators that no group takes, and upper limits for negotiation."
                + " Changes hold from the next login on.")
public @interface TargetProperties {
    /** Name of the target node. */
    @AttributeDefinition(
            name = "Name",
            description = "iSCSI name in lower case, for example iqn.2026-11.org.example:san; unique.")
    String name();

    /** TargetAlias. */
    @AttributeDefinition(
            name = "Alias",
            description = "TargetAlias, a name for people, shown to initiators; at most 255 bytes.",
            required = false)
    String alias() default "";

    /** LUNs of the target's own map. */
    @AttributeDefinition(
            name = "LUN N",
            description = "lun.N = DEVICE or DEVICE read_only, N from 0 to 16383."
                    + " For initiators that no group of this target takes.",
            required = false)
    String lun_N() default "";

    /** Limit of the command window. */
    @AttributeDefinition(
            name = "Queued commands",
            description = "Commands of one session that may be in progress.",
            min = "1",
            max = "2048",
            required = false)
    int QueuedCommands() default 32;

    /** Limit of sessions. */
    @AttributeDefinition(
            name = "Sessions",
            description = "Sessions at one time; 0: any number.",
            min = "0",
            max = "65535",
            required = false)
    int MaxSessions() default 0;

    /** When to ask for a sign of life. */
    @AttributeDefinition(
            name = "NOP-In interval",
            description = "Seconds of silence after which the initiator is asked for a sign of life; 0: never.",
            min = "0",
            max = "65535",
            required = false)
    int NopInInterval() default 30;

    /** How long to wait for it. */
    @AttributeDefinition(
            name = "NOP-In time limit",
            description = "Seconds to wait for that sign before the connection is given up.",
            min = "2",
            max = "65535",
            required = false)
    int NopInTimeout() default 30;

    /** How long to wait for what is owed. */
    @AttributeDefinition(
            name = "Response time limit",
            description = "Seconds to wait for data that the initiator owes before the connection is given up.",
            min = "2",
            max = "65535",
            required = false)
    int RspTimeout() default 90;

    /** Negotiated: Yes if either side says Yes. */
    @AttributeDefinition(
            name = "InitialR2T",
            description = "Yes: data beyond the command PDU waits to be asked for; Yes or No.",
            required = false)
    String InitialR2T() default "No";

    /** Negotiated: Yes if both sides say Yes. */
    @AttributeDefinition(
            name = "ImmediateData",
            description = "Whether data may come within the command PDU; Yes or No.",
            required = false)
    String ImmediateData() default "Yes";

    /** Declared. */
    @AttributeDefinition(
            name = "MaxRecvDataSegmentLength",
            description = "Bytes of the longest data segment that the target takes.",
            min = "512",
            max = "16777215",
            required = false)
    int MaxRecvDataSegmentLength() default 1048576;

    /** Negotiated: the smaller number. */
    @AttributeDefinition(
            name = "MaxBurstLength",
            description = "Bytes of the longest sequence of Data-In, or of Data-Out that was asked for.",
            min = "512",
            max = "16777215",
            required = false)
    int MaxBurstLength() default 1048576;

    /** Negotiated: the smaller number. */
    @AttributeDefinition(
            name = "FirstBurstLength",
            description = "Bytes that one command may send unasked; not above MaxBurstLength.",
            min = "512",
            max = "16777215",
            required = false)
    int FirstBurstLength() default 65536;

    /** Negotiated: the smaller number. */
    @AttributeDefinition(
            name = "MaxOutstandingR2T",
            description = "R2Ts of one command that may be unanswered.",
            min = "1",
            max = "65535",
            required = false)
    int MaxOutstandingR2T() default 32;

    /** Negotiated: the first of the initiator's list that stands here. */
    @AttributeDefinition(
            name = "HeaderDigest",
            description = "Acceptable header digests, separated by commas: None, CRC32C.",
            required = false)
    String HeaderDigest() default "None,CRC32C";

    /** Negotiated: the first of the initiator's list that stands here. */
    @AttributeDefinition(
            name = "DataDigest",
            description = "Acceptable data digests, separated by commas: None, CRC32C.",
            required = false)
    String DataDigest() default "None,CRC32C";
}
