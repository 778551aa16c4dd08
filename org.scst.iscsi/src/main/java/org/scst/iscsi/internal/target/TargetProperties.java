package org.scst.iscsi.internal.target;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** A file {@code org.scst.iscsi.target-NAME.cfg}. Names are SCST's; how each negotiated key is used, RFC 7143 clause 13 says. */
@ObjectClassDefinition(
        id = "org.scst.iscsi.target",
        factoryPid = "org.scst.iscsi.target",
        name = "iSCSI target",
        description =
                "A target, its LUNs for initiators that no group takes, and upper limits for negotiation."
                        + " Changes of LUNs, addr_method, black_hole, strict_direction and aen_disabled hold at once, all others from the next login on.")
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

    /** Gate. */
    @AttributeDefinition(
            name = "Enabled",
            description = "Whether initiators may find the target and log in; sessions that there are go on.",
            required = false)
    boolean enabled() default true;

    /** By which portals. */
    @AttributeDefinition(
            name = "Allowed portals",
            description =
                    "Portals by which the target can be found and logged in to, separated by commas: 10.0.0.*, !10.0.0.9,"
                            + " 192.0.2.1:3261. * and ? match, a leading ! excludes; empty: all portals.",
            required = false)
    String allowed__portal() default "";

    /** Whether groups look at the portal. */
    @AttributeDefinition(
            name = "Access by portal",
            description =
                    "Whether initiator groups of this target match NAME#ADDRESS, the initiator's name and the address of the portal.",
            required = false)
    boolean per__portal__acl() default false;

    /** Where initiators are sent. */
    @AttributeDefinition(
            name = "Redirect",
            description =
                    "ADDRESS[:PORT] temp, or ADDRESS[:PORT] perm: logins are sent there, unless they come by that very portal.",
            required = false)
    String redirect() default "";

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
                    "Whether a command is refused (05/49) that is announced with data in another direction than its CDB has;"
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

    /** Of initiators. */
    @AttributeDefinition(
            name = "Account",
            description =
                    "NAME password_file=FILE, FILE in secrets/ with mode 0600, the secret of 12 bytes or more: who may log in."
                            + " With one, nobody logs in without.",
            required = false)
    String IncomingUser() default "";

    /** More of initiators. */
    @AttributeDefinition(
            name = "Account N",
            description = "IncomingUser1, IncomingUser2, ...: further ones.",
            required = false)
    String IncomingUserN() default "";

    /** The target's own. */
    @AttributeDefinition(
            name = "Own account",
            description =
                    "NAME password_file=FILE: as whom the target answers an initiator that wants it to prove who it is. Its secret is"
                            + " another one than those of initiators.",
            required = false)
    String OutgoingUser() default "";

    /** From where. */
    @AttributeDefinition(
            name = "Allowed addresses of initiators",
            description = "Addresses from which the target is found and logged in to, separated by commas: 192.0.2.1,"
                    + " 192.0.2.0/24, 2001:db8::/32, 192.0.2.*; a leading ! excludes. Without: all.",
            required = false)
    String allowed__initiator__address() default "";

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

    /** Limit of what its connections hold. */
    @AttributeDefinition(
            name = "Memory",
            description =
                    "MiB that connections of this target may hold beside data of commands; 0: no limit of its own.",
            min = "0",
            max = "1048576",
            required = false)
    int max__memory() default 0;

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

    /** Not negotiated: what the initiator declares is the other limit. */
    @AttributeDefinition(
            name = "MaxXmitDataSegmentLength",
            description =
                    "Bytes of the longest data segment that the target sends, even if the initiator takes longer ones.",
            min = "512",
            max = "16777215",
            required = false)
    int MaxXmitDataSegmentLength() default 1048576;

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
