package org.scst.iscsi.internal.authentication;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scst.core.admin.Account;
import org.scst.core.admin.SecretFolder;

/**
 * What an initiator says to prove who it is, and what it wants to be proved in turn. Judged where blocking is allowed, because secrets
 * are read from their files; they are wiped before it ends.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class Proof {
    private final ChapAlgorithm algorithm;
    private final Challenge own;
    private final Accounts accounts;
    private final Account account;
    private final boolean known;
    private final byte[] response;
    private final Challenge peers;

    /**
     * @param own what the initiator was asked
     * @param accounts of initiators, of which there is one at least, and the target's own if {@code peers} is given
     * @param name the account that it says it is; if there is none, another one is looked at to spend the same time
     * @param response to {@code own}
     * @param peers what the target is asked, or {@code null}
     */
    Proof(ChapAlgorithm algorithm, Challenge own, Accounts accounts, String name, byte[] response, Challenge peers) {
        Account named = accounts.named(name);
        this.algorithm = algorithm;
        this.own = own;
        this.accounts = accounts;
        this.account = named == null ? accounts.incoming().getFirst() : named;
        this.known = named != null;
        this.response = response;
        this.peers = peers;
    }

    /**
     * Judges it; blocks.
     *
     * @param directions sees to it that what proves the target proves no initiator
     * @return the target's own proof, if it was asked for
     */
    List<Map.Entry<String, String>> judge(SecretFolder secrets, BothDirections directions)
            throws AuthenticationException {
        byte[] secret = read(secrets, account);
        try {
            byte[] expected = algorithm.response(own.identifier(), secret, own.value());
            if (!(MessageDigest.isEqual(expected, response) & known)) {
                throw AuthenticationException.failed(
                        known
                                ? "the secret of account " + account.name() + " is another one"
                                : "it names an account that does not exist");
            }
            return peers == null ? List.of() : answer(secrets, directions);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private List<Map.Entry<String, String>> answer(SecretFolder secrets, BothDirections directions)
            throws AuthenticationException {
        Account target = accounts.outgoing().orElseThrow();
        byte[] secret = read(secrets, target);
        try {
            Optional<Account> same = directions.same(target, accounts.incoming(), secret);
            if (same.isPresent()) {
                throw AuthenticationException.unusable("accounts " + same.get().name() + " and " + target.name()
                        + " have the same secret; cure: give OutgoingUser another one");
            }
            byte[] answer = algorithm.response(peers.identifier(), secret, peers.value());
            return List.of(Map.entry("CHAP_N", target.name()), Map.entry("CHAP_R", BinaryValue.encode(answer)));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static byte[] read(SecretFolder secrets, Account whose) throws AuthenticationException {
        try {
            return secrets.read(whose);
        } catch (IOException e) {
            throw AuthenticationException.unusable(e.getMessage());
        }
    }

    @Override
    public String toString() {
        return "proof of " + account.name() + " by " + algorithm;
    }
}
