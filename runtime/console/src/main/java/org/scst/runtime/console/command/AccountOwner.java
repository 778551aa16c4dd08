package org.scst.runtime.console.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.scst.core.admin.Account;
import org.scst.core.admin.ConfigurationFiles.ConfiguredObject;
import org.scst.core.admin.ConfigurationFiles.Edit;

/**
 * Whose accounts they are: a target's, or the iSCSI driver's for discovery.
 *
 * <p><i>Threading:</i> immutable.
 */
final class AccountOwner {
    /** What stands for the driver where a target is named. */
    static final String DISCOVERY = "discovery";

    private static final String DRIVER_PID = "org.scst.iscsi";
    private static final String INCOMING = "IncomingUser";
    private static final String OUTGOING = "OutgoingUser";

    private final String pid;
    private final String name;
    private final String text;
    private final Optional<ConfiguredObject> file;

    private AccountOwner(String pid, String name, String text, Optional<ConfiguredObject> file) {
        this.pid = pid;
        this.name = name;
        this.text = text;
        this.file = file;
    }

    static AccountOwner of(ConfiguredObjects objects, String target) throws CommandFailure {
        Optional<ConfiguredObject> found = objects.target(target);
        if (found.isPresent()) {
            return of(found.get());
        }
        if (target.equals(DISCOVERY)) {
            return discovery(objects);
        }
        throw CommandFailure.failed(
                "there is no target \"" + target + "\"", "\"targets\" lists their names; \"discovery\" is no target's");
    }

    private static AccountOwner of(ConfiguredObject target) {
        return new AccountOwner(target.pid(), target.name(), ConfiguredObjects.targetName(target), Optional.of(target));
    }

    private static AccountOwner discovery(ConfiguredObjects objects) {
        return new AccountOwner(DRIVER_PID, "", DISCOVERY, objects.singleton(DRIVER_PID));
    }

    /** Everybody who may have accounts. */
    static List<AccountOwner> all(ConfiguredObjects objects) {
        List<AccountOwner> all = new ArrayList<>();
        all.add(discovery(objects));
        objects.targets().forEach(target -> all.add(of(target)));
        return all;
    }

    static boolean isOutgoing(String key) {
        return key.toLowerCase(Locale.ROOT).startsWith("outgoing");
    }

    /** The target's name, or {@link #DISCOVERY}. */
    String text() {
        return text;
    }

    /** Accounts by property. */
    Map<String, Account> accounts() {
        Map<String, Account> accounts = new TreeMap<>();
        file.map(ConfiguredObject::properties).orElse(Map.of()).forEach((key, value) -> {
            if (Account.isKey(key)) {
                accounts.put(key, Account.parse(value)); // the configuration refuses others
            }
        });
        return accounts;
    }

    /** How many accounts initiators have. */
    long incoming() {
        return accounts().keySet().stream().filter(key -> !isOutgoing(key)).count();
    }

    /** A name for the file of a new secret. */
    String secretFor(String user) {
        String where = name.isEmpty() ? DISCOVERY : name;
        String file = where + "." + user.replaceAll("[^A-Za-z0-9._-]+", "-");
        return file.substring(0, Math.min(file.length(), 100));
    }

    /** What has to be written; nothing when it stands there. */
    Optional<Edit> adding(Account account, boolean outgoing) {
        Map<String, Account> present = accounts();
        Optional<String> line = line(account.name(), outgoing);
        if (line.isPresent() && present.get(line.get()).equals(account)) {
            return Optional.empty();
        }
        String key = line.orElseGet(() -> outgoing ? OUTGOING : free(present));
        return Optional.of(edit(key, Optional.of(account.line())));
    }

    /** What has to be written to remove it. */
    Optional<Edit> removing(String user, boolean outgoing) throws CommandFailure {
        String key = line(user, outgoing)
                .orElseThrow(() -> CommandFailure.failed(
                        text + " has no " + (outgoing ? "own account " : "account ") + user, "\"account\" lists them"));
        return Optional.of(edit(key, Optional.empty()));
    }

    private Optional<String> line(String user, boolean outgoing) {
        return accounts().entrySet().stream()
                .filter(line -> isOutgoing(line.getKey()) == outgoing
                        && line.getValue().name().equals(user))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static String free(Map<String, Account> present) {
        String key = INCOMING;
        for (int i = 1; present.containsKey(key); i++) {
            key = INCOMING + i;
        }
        return key;
    }

    private Edit edit(String key, Optional<String> value) {
        Edit.Kind kind = file.isPresent() ? Edit.Kind.UPDATE : Edit.Kind.CREATE;
        return new Edit(pid, name, kind, Map.of(key, value), "The iSCSI driver: who may ask it for targets.");
    }
}
