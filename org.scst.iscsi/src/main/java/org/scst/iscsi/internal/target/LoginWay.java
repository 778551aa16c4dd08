package org.scst.iscsi.internal.target;

import java.net.InetSocketAddress;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.scst.core.admin.Account;
import org.scst.core.admin.SecretFolder;
import org.scst.core.target.LoginStep;
import org.scst.iscsi.internal.authentication.Accounts;
import org.scst.iscsi.internal.isns.IsnsSettings;
import org.scst.iscsi.internal.login.LoginService;
import org.scst.iscsi.internal.portal.PortalAddress;

/**
 * The way of an initiator to a target as far as the LUNs: portal, address, account, and what became of its last login.
 *
 * <p><i>Threading:</i> confined to one call, which may block: secrets are looked at.
 */
final class LoginWay {
    private final IscsiTarget target;
    private final List<InetSocketAddress> portals;
    private final LoginService service;
    private final LastRefusals refusals;
    private final List<LoginStep> steps = new ArrayList<>();

    LoginWay(IscsiTarget target, List<InetSocketAddress> portals, LoginService service, LastRefusals refusals) {
        this.target = target;
        this.portals = portals;
        this.service = service;
        this.refusals = refusals;
    }

    /** @param initiator its name, with {@code #PORTAL} or without */
    List<LoginStep> walk(String initiator) {
        String name = initiator.replaceFirst("#.*", "");
        if (driver() && portal() && address() && nameService(name) && groups(initiator)) {
            elsewhere();
            if (account() && place(name)) {
                lastLogin(name);
            }
        }
        return steps;
    }

    private boolean step(String question, boolean passed, String answer, String cure) {
        steps.add(new LoginStep(question, passed, answer, passed ? "" : cure));
        return passed;
    }

    /** Nothing is said of what is as usual. */
    private boolean driver() {
        return service.settings().enabled()
                || step(
                        "the driver is enabled",
                        false,
                        "enabled = no in org.scst.iscsi.cfg: nobody logs in anywhere",
                        "Take that line out of org.scst.iscsi.cfg.");
    }

    private boolean nameService(String initiator) {
        Optional<IsnsSettings> isns = service.settings().isns();
        if (isns.isEmpty() || !isns.get().accessControl()) {
            return true;
        }
        String server = PortalAddress.text(isns.get().server());
        return switch (service.admission(target.name(), initiator)) {
            case ADMITTED -> step("the iSNS server lets it in", true, "yes: " + server, "");
            case REFUSED ->
                step(
                        "the iSNS server lets it in",
                        false,
                        server + " does not name it for this target",
                        "Put both into one discovery domain of an active set there, or take AccessControl out of"
                                + " iSNSServer.");
            case UNANSWERED ->
                step(
                        "the iSNS server lets it in",
                        false,
                        server + " has not answered yet",
                        "See the log for the reason; take AccessControl out of iSNSServer if it is not to be waited"
                                + " for.");
        };
    }

    private boolean portal() {
        List<String> open =
                portals.stream().filter(this::leads).map(PortalAddress::text).toList();
        List<String> all = portals.stream().map(PortalAddress::text).toList();
        return step(
                "a portal leads to it",
                !open.isEmpty(),
                open.isEmpty()
                        ? "the target is not enabled, or allowed_portal means none of: " + String.join(", ", all)
                        : String.join(", ", open),
                "Look at enabled and allowed_portal in the target's file, and at `scst portal`.");
    }

    /** A wildcard may lead to it by some address of this machine. */
    private boolean leads(InetSocketAddress portal) {
        return target.servedAt(portal)
                || portal.getAddress().isAnyLocalAddress()
                        && target.settings().access().enabled();
    }

    private boolean address() {
        String rule = target.settings().access().initiators().toString();
        return step(
                "addresses that reach it",
                true,
                rule.isEmpty() ? "all" : TargetAccess.INITIATORS + " = " + rule + "; others do not see the target",
                "");
    }

    private boolean groups(String initiator) {
        if (!target.settings().access().perPortalAcl() || initiator.indexOf('#') > 0) {
            return true;
        }
        String example = portals.isEmpty()
                ? "192.0.2.1"
                : portals.getFirst().getAddress().getHostAddress();
        return step(
                "at which portal",
                false,
                "per_portal_acl: groups are asked for NAME#PORTAL",
                "Ask for one: `scst why " + initiator + "#" + example + " ...`.");
    }

    private void elsewhere() {
        target.settings()
                .access()
                .redirect()
                .ifPresent(redirect -> step(
                        "where it logs in",
                        true,
                        "sent on to " + redirect.targetAddress() + (redirect.permanent() ? " for good" : " for a while")
                                + " by redirect, unless that is where it has come",
                        ""));
    }

    private boolean place(String initiator) {
        int most = target.settings().maxSessions();
        int now = target.sessions().size();
        return most == 0
                || now < most
                || target.has(initiator)
                || step(
                        "there is a place for its session",
                        false,
                        "the target has " + now + " sessions, and MaxSessions = " + most,
                        "Raise MaxSessions in the target's file, or end a session: `scst session close`.");
    }

    private boolean account() {
        Accounts accounts = target.settings().accounts();
        if (!accounts.required()) {
            return step("how it proves who it is", true, "not at all: the target has no IncomingUser", "");
        }
        List<String> internal = internal();
        if (!internal.isEmpty()) {
            step(
                    "where it need not prove who it is",
                    true,
                    "at " + String.join(", ", internal) + ", where internal_portal means the address",
                    "");
        }
        List<String> names = accounts.incoming().stream().map(Account::name).toList();
        List<SecretFolder.Fault> faults = Stream.concat(accounts.incoming().stream(), accounts.outgoing().stream())
                .flatMap(account -> service.authenticator().secrets().fault(account).stream())
                .toList();
        if (!faults.isEmpty()) {
            return step(
                    "secrets can be used",
                    false,
                    faults.getFirst().cause(),
                    faults.getFirst().cure());
        }
        Optional<Account> same = service.authenticator().sameInBothDirections(accounts);
        if (same.isPresent()) {
            return step(
                    "its secret differs from the target's",
                    false,
                    "accounts " + same.get().name() + " and "
                            + accounts.outgoing().orElseThrow().name() + " have the same secret",
                    "Give OutgoingUser another one, in a file of its own.");
        }
        return step(
                "how it proves who it is",
                !names.isEmpty() && !service.authenticator().allowed().isEmpty(),
                "CHAP by " + service.authenticator().allowed() + ", as one of: " + String.join(", ", names)
                        + accounts.outgoing()
                                .map(own -> "; the target answers as " + own.name())
                                .orElse("; the target cannot prove who it is"),
                "No account, or no algorithm of chap_algorithms, can be used: see `scst status`.");
    }

    /** Portals that lead to it and ask nothing; of a wildcard nobody knows by which address an initiator comes. */
    private List<String> internal() {
        return portals.stream()
                .filter(this::leads)
                .map(PortalAddress::text)
                .filter(service.settings()::mayBeInternal)
                .toList();
    }

    private void lastLogin(String initiator) {
        refusals.of(initiator, target.name())
                .ifPresent(
                        last -> step(
                                "its last login was granted",
                                false,
                                "refused at " + last.when().truncatedTo(ChronoUnit.SECONDS) + " from "
                                        + last.refusal().address() + " with "
                                        + last.refusal().status() + ": "
                                        + last.refusal().cause(),
                                "Put right what it says, and log in again; after a change of the files only a new attempt is shown here."));
    }
}
