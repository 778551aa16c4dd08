package org.scst.iscsi.internal.target;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The file {@code org.scst.iscsi.cfg}. */
@ObjectClassDefinition(
        id = "org.scst.iscsi",
        pid = "org.scst.iscsi",
        name = "iSCSI target driver",
        description = "Where the driver listens, and who may ask it for targets.")
public @interface DriverProperties {
    /** Portals. */
    @AttributeDefinition(
            name = "Portals",
            description =
                    "Addresses to listen on, separated by commas: 127.0.0.1:3260, [::1]:3260, [fe80::1%eth0]. Without a port 3260.")
    String portals() default "127.0.0.1:3260, [::1]:3260";

    /** Gate. */
    @AttributeDefinition(
            name = "Enabled",
            description = "Whether initiators may find targets and log in; sessions that there are go on.",
            required = false)
    boolean enabled() default true;

    /** Portals without authentication. */
    @AttributeDefinition(
            name = "Internal portals",
            description =
                    "Portals whose initiators need no account, separated by commas: 10.0.0.*, !10.0.0.9, 192.0.2.1:3261."
                            + " * and ? match, a leading ! excludes.",
            required = false)
    String internal__portal() default "";

    /** Whether addresses of one link are shown. */
    @AttributeDefinition(
            name = "Link-local portals",
            description =
                    "Whether SendTargets shows IPv6 link-local portals (fe80::), to initiators that came by such an address.",
            required = false)
    boolean link__local() default true;

    /** Other addresses of portals. */
    @AttributeDefinition(
            name = "Advertised portals",
            description =
                    "PORTAL=ADDRESS[:PORT], separated by commas: what SendTargets shows in place of a portal that initiators"
                            + " reach by another address (NAT, containers): 0.0.0.0:3260=192.0.2.1:3260.",
            required = false)
    String advertised__portals() default "";

    /** Name service. */
    @AttributeDefinition(
            name = "iSNS server",
            description =
                    "ADDRESS[:PORT] [AccessControl]: a name service that is told of portals and targets, port 3205 if none is"
                            + " given; with AccessControl only those initiators find a target and log in whom it names for the target.",
            required = false)
    String iSNSServer() default "";

    /** Name there. */
    @AttributeDefinition(
            name = "iSNS entity name",
            description = "What this machine is called there; at most 255 characters, empty: its host name.",
            required = false)
    String isns__entity__name() default "";

    /** Consent. */
    @AttributeDefinition(
            name = "Allow unauthenticated access",
            description =
                    "Whether a portal that other machines reach may be opened while a target is open to all of them.")
    boolean allow__unauthenticated() default false;

    /** How long a stranger may take. */
    @AttributeDefinition(
            name = "Login time limit",
            description =
                    "Seconds from a connection's begin to the end of its login before it is given up, without the wait"
                            + " for the configuration; also the longest silence of a discovery session.",
            min = "1",
            max = "600",
            required = false)
    int login__timeout() default 30;

    /** How many strangers there may be. */
    @AttributeDefinition(
            name = "Logins",
            description = "Connections that may log in, or discover, at the same time. One more takes the place of the"
                    + " oldest for which the target has nothing to do.",
            min = "1",
            max = "65535",
            required = false)
    int max__logins() default 256;

    /** Of these, from one place. */
    @AttributeDefinition(
            name = "Logins of one address",
            description = "Of these, connections from one address.",
            min = "1",
            max = "65535",
            required = false)
    int max__logins__per__address() default 64;

    /** How often one may ask. */
    @AttributeDefinition(
            name = "Text rate",
            description = "Login or Text Requests of one connection within a second; one more ends the connection.",
            min = "1",
            max = "100000",
            required = false)
    int max__text__rate() default 100;

    /** What all may hold. */
    @AttributeDefinition(
            name = "Memory",
            description =
                    "MiB that all connections may hold beside data of commands: what was received and not taken in, PDUs"
                            + " that wait for their turn, answers to pings and texts. A login that finds no room is refused.",
            min = "16",
            max = "1048576",
            required = false)
    int max__memory() default 256;

    /** What one may hold. */
    @AttributeDefinition(
            name = "Memory of a session",
            description = "MiB of this that one session may hold; one that wants more ends.",
            min = "2",
            max = "1024",
            required = false)
    int max__session__memory() default 16;

    /** Of discovery. */
    @AttributeDefinition(
            name = "Discovery account",
            description =
                    "NAME password_file=FILE, FILE in secrets/ with mode 0600: who may ask for targets; without one, everybody."
                            + " Accounts for logins are the target's own.",
            required = false)
    String IncomingUser() default "";

    /** More of discovery. */
    @AttributeDefinition(
            name = "Discovery account N",
            description = "IncomingUser1, IncomingUser2, ...: further ones.",
            required = false)
    String IncomingUserN() default "";

    /** The driver's own. */
    @AttributeDefinition(
            name = "Own account in discovery",
            description =
                    "NAME password_file=FILE: as whom the driver answers an initiator that wants it to prove who it is. Its secret"
                            + " is another one than those of initiators.",
            required = false)
    String OutgoingUser() default "";

    /** MD5 can be forbidden. */
    @AttributeDefinition(
            name = "CHAP algorithms",
            description =
                    "What initiators may compute their proofs by: MD5, SHA-1, SHA-256, SHA3-256, separated by commas.",
            required = false)
    String chap__algorithms() default "MD5, SHA-1, SHA-256, SHA3-256";
}
