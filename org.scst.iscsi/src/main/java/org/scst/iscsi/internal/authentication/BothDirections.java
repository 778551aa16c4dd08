package org.scst.iscsi.internal.authentication;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.scst.core.admin.Account;
import org.scst.core.admin.SecretFolder;

/**
 * Looks for a secret that proves a target and, at any target or in discovery, an initiator as well: whoever may ask that target could have
 * it answer what another connection was asked, and so log in as that initiator (RFC 7143 9.2.1 wants identical secrets looked for).
 *
 * <p>To look costs a read of every secret, so that nothing was found is remembered for a minute, as long as the accounts are the same.
 *
 * <p><i>Threading:</i> thread-safe; looking blocks. <i>Ownership:</i> secrets are wiped before it returns.
 */
final class BothDirections {
    private static final long REMEMBERED = TimeUnit.MINUTES.toNanos(1);

    private final SecretFolder secrets;
    private final LongSupplier clock;
    private final Map<String, Looked> nothingFound = new ConcurrentHashMap<>();
    private volatile Supplier<Collection<Account>> initiators = List::of;

    /** What was looked at, and when. */
    private record Looked(Set<String> files, long when) {}

    /** @param clock monotonic nanoseconds */
    BothDirections(SecretFolder secrets, LongSupplier clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Who they are: asked each time, on any thread. */
    void initiators(Supplier<Collection<Account>> all) {
        initiators = all;
    }

    /**
     * The initiators' account, if there is one, that has the target's secret.
     *
     * @param own initiators of this very target, who are looked at each time
     * @param secret of the target's account; borrowed
     */
    Optional<Account> same(Account target, List<Account> own, byte[] secret) {
        Optional<Account> found = first(target, own, secret);
        return found.isPresent() ? found : elsewhere(target, secret);
    }

    private Optional<Account> elsewhere(Account target, byte[] secret) {
        Collection<Account> all = initiators.get();
        Set<String> files = all.stream().map(Account::passwordFile).collect(Collectors.toUnmodifiableSet());
        long now = clock.getAsLong();
        Looked before = nothingFound.get(target.passwordFile());
        if (before != null && now - before.when < REMEMBERED && before.files.equals(files)) {
            return Optional.empty();
        }
        Optional<Account> found = first(target, all, secret);
        if (found.isEmpty()) {
            nothingFound.put(target.passwordFile(), new Looked(files, now));
        }
        return found;
    }

    private Optional<Account> first(Account target, Collection<Account> all, byte[] secret) {
        return all.stream()
                .filter(initiator -> initiator.passwordFile().equals(target.passwordFile()) || same(initiator, secret))
                .findFirst();
    }

    private boolean same(Account initiator, byte[] targets) {
        byte[] secret;
        try {
            secret = secrets.read(initiator);
        } catch (IOException e) {
            return false; // as long as it cannot be read nobody logs in by it
        }
        boolean same = MessageDigest.isEqual(secret, targets);
        Arrays.fill(secret, (byte) 0);
        return same;
    }
}
