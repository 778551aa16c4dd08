package org.scst.iscsi.internal.authentication;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.scst.core.admin.Account;
import org.scst.core.target.DriverProblem;

/**
 * Who may log in to a target, or ask for targets, and as whom the target answers. SCST's {@code IncomingUser} and {@code OutgoingUser}.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param required whether initiators have to prove who they are: also when no account of those that are written can be used
 * @param incoming of initiators
 * @param outgoing of the target, for initiators that want it to prove who it is
 */
public record Accounts(boolean required, List<Account> incoming, Optional<Account> outgoing) {
    /** Nobody has to prove anything. */
    public static final Accounts NONE = new Accounts(false, List.of(), Optional.empty());

    private static final String INCOMING = "incominguser";

    /** Copies its arguments. */
    public Accounts {
        incoming = List.copyOf(incoming);
    }

    /**
     * Reads them from the properties of a file.
     *
     * @param id of the target's file; empty for the driver's own
     * @param problems receives what cannot hold
     */
    public static Accounts of(String id, Map<String, String> properties, List<DriverProblem> problems) {
        List<Account> incoming = new ArrayList<>();
        List<Account> outgoing = new ArrayList<>();
        Set<String> names = new HashSet<>();
        boolean required = false;
        for (Map.Entry<String, String> property : new TreeMap<>(properties).entrySet()) {
            String key = property.getKey();
            if (!Account.isKey(key)) {
                continue;
            }
            boolean initiators = key.toLowerCase(Locale.ROOT).startsWith(INCOMING);
            required |= initiators;
            try {
                Account account = Account.parse(property.getValue());
                (initiators ? incoming : outgoing).add(account);
                if (initiators && !names.add(account.name())) {
                    problems.add(problem(id, key, "there are two accounts of " + account.name(), "Remove one"));
                }
            } catch (IllegalArgumentException e) {
                problems.add(problem(id, key, key + " " + e.getMessage(), "Write NAME password_file=FILE"));
            }
        }
        if (outgoing.size() > 1) {
            problems.add(problem(id, "OutgoingUser", "a target answers as one account only", "Remove the others"));
        } else if (!outgoing.isEmpty() && !required) {
            problems.add(problem(
                    id,
                    "OutgoingUser",
                    "a target proves who it is only to initiators that have done so (RFC 7143 12.1.3)",
                    "Write an IncomingUser too"));
        }
        return new Accounts(required, incoming, outgoing.stream().findFirst());
    }

    private static DriverProblem problem(String id, String key, String cause, String cure) {
        return new DriverProblem(id, key, cause, cure + "; \"scst account\" lists them.");
    }

    /** The initiators' account of this name, or {@code null}. */
    Account named(String name) {
        return incoming.stream()
                .filter(account -> account.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
