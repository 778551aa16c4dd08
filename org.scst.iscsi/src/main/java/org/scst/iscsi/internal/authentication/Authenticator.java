package org.scst.iscsi.internal.authentication;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.scst.core.admin.Account;
import org.scst.core.admin.SecretFolder;

/**
 * Begins authentications and judges proofs. A service for this bundle alone.
 *
 * <p><i>Threading:</i> thread-safe; proofs are judged on threads of their own, because secrets are read from files.
 */
@Component(service = Authenticator.class)
public final class Authenticator {
    /** So many random bytes never come twice. */
    private static final int CHALLENGE_BYTES = 32;

    private static final int IDENTIFIERS = 256;

    private final SecretFolder secrets;
    private final Executor blocking;
    private final BothDirections directions;
    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger identifier = new AtomicInteger(random.nextInt(IDENTIFIERS));
    private volatile Accounts discovery = Accounts.NONE;
    private volatile List<ChapAlgorithm> allowed = ChapAlgorithm.available();

    /** Secrets are beside the configuration, in the folder of the framework property {@code scst.etc}. */
    @Activate
    public Authenticator(BundleContext context) {
        this(
                new SecretFolder(Path.of(String.valueOf(context.getProperty("scst.etc")))),
                task -> Thread.ofVirtual().name("scst-iscsi-secret").start(task));
    }

    /** @param blocking where secrets are read */
    public Authenticator(SecretFolder secrets, Executor blocking) {
        this.secrets = secrets;
        this.blocking = blocking;
        this.directions = new BothDirections(secrets, System::nanoTime);
    }

    /** Who are the initiators of all targets, and those that may discover: asked on any thread. */
    public void initiators(Supplier<Collection<Account>> all) {
        directions.initiators(all);
    }

    /** An initiators' account, of whatever target, by whose secret the target of these accounts would prove itself; blocks. */
    public Optional<Account> sameInBothDirections(Accounts accounts) {
        return accounts.outgoing().flatMap(target -> same(target, accounts.incoming()));
    }

    private Optional<Account> same(Account target, List<Account> own) {
        byte[] secret;
        try {
            secret = secrets.read(target);
        } catch (IOException e) {
            return Optional.empty(); // then nobody is answered by it
        }
        try {
            return directions.same(target, own, secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** What the driver's own file says, from the next login on. */
    public void configure(Accounts ofDiscovery, List<ChapAlgorithm> algorithms) {
        discovery = ofDiscovery;
        allowed =
                ChapAlgorithm.available().stream().filter(algorithms::contains).toList();
    }

    /** Who may ask for targets. */
    public Accounts discovery() {
        return discovery;
    }

    /** What initiators may compute their proofs by. */
    public List<ChapAlgorithm> allowed() {
        return allowed;
    }

    /** Where the secrets are. */
    public SecretFolder secrets() {
        return secrets;
    }

    /** Begins that of one login. */
    public Authentication begin(Accounts accounts) {
        return new Authentication(accounts, allowed, this::challenge);
    }

    /** Neighbouring identifiers differ, so that a late answer to the one before is seen. */
    private Challenge challenge() {
        byte[] value = new byte[CHALLENGE_BYTES];
        random.nextBytes(value);
        return new Challenge(identifier.getAndIncrement() & IDENTIFIERS - 1, value);
    }

    /**
     * Judges a proof.
     *
     * @return ends on another thread with the target's own proof, or with an {@link AuthenticationException}
     */
    public CompletionStage<List<Map.Entry<String, String>>> judge(Proof proof) {
        CompletableFuture<List<Map.Entry<String, String>>> verdict = new CompletableFuture<>();
        blocking.execute(() -> {
            try {
                verdict.complete(proof.judge(secrets, directions));
            } catch (Throwable e) {
                // Also an Error: whoever waits for the verdict has to hear of it.
                verdict.completeExceptionally(e);
            }
        });
        return verdict;
    }
}
