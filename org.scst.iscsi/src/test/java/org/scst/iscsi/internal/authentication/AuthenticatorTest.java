package org.scst.iscsi.internal.authentication;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.scst.core.admin.Account;
import org.scst.core.admin.SecretFolder;

class AuthenticatorTest {
    /** A folder in which nothing can be looked up any more. */
    private static Path broken() {
        Path folder = (Path) Proxy.newProxyInstance(
                AuthenticatorTest.class.getClassLoader(), new Class<?>[] {Path.class}, (self, method, arguments) -> {
                    throw new LinkageError("the bundle is gone");
                });
        return (Path) Proxy.newProxyInstance(
                AuthenticatorTest.class.getClassLoader(),
                new Class<?>[] {Path.class},
                (self, method, arguments) -> folder);
    }

    /** Or the login would wait for ever, and keep its place. */
    @Test
    void shouldTellOfAnErrorToo() {
        Authenticator authenticator = new Authenticator(new SecretFolder(broken()), Runnable::run);
        Proof proof = new Proof(
                ChapAlgorithm.SHA256,
                new Challenge(1, new byte[32]),
                new Accounts(true, List.of(new Account("alice", "alice")), Optional.empty()),
                "alice",
                new byte[32],
                null);

        CompletionException end = assertThrows(
                CompletionException.class,
                () -> authenticator.judge(proof).toCompletableFuture().join());

        assertInstanceOf(LinkageError.class, end.getCause());
    }
}
