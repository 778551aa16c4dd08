package org.scst.iscsi.internal.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.scst.core.admin.Account;
import org.scst.core.target.DriverProblem;

class AccountsTest {
    private final List<DriverProblem> problems = new ArrayList<>();

    private Accounts read(Map<String, String> properties) {
        return Accounts.of("san", properties, problems);
    }

    @Test
    void shouldWantNoProofWithoutAccounts() {
        assertEquals(Accounts.NONE, read(Map.of("alias", "x", "lun.0", "a")));
        assertEquals(List.of(), problems);
    }

    @Test
    void shouldReadSeveralAccountsAndTheTargetsOwn() {
        Accounts accounts = read(Map.of(
                "IncomingUser", "a password_file=a",
                "IncomingUser7", "b  password_file = b.secret",
                "OutgoingUser", "me password_file=me"));

        assertTrue(accounts.required());
        assertEquals(new Account("b", "b.secret"), accounts.named("b"));
        assertEquals(Optional.of(new Account("me", "me")), accounts.outgoing());
        assertNull(accounts.named("me"));
        assertEquals(List.of(), problems);
    }

    @Test
    void shouldWantAProofAlsoWhenNoAccountCanBeUsed() {
        Accounts accounts = read(Map.of("incomingUSER", "joe 1234567890abc"));

        assertTrue(accounts.required());
        assertEquals(List.of(), accounts.incoming());
        assertFalse(problems.getFirst().cause().contains("1234567890abc"), problems::toString);
    }

    @Test
    void shouldReportWhatContradictsItself() {
        assertFalse(read(Map.of("OutgoingUser", "me password_file=me")).required());
        read(Map.of("IncomingUser", "a password_file=a", "IncomingUser1", "a password_file=b"));
        read(Map.of(
                "IncomingUser", "a password_file=a",
                "OutgoingUser", "b password_file=b",
                "OutgoingUser1", "c password_file=c"));

        assertEquals(
                List.of("OutgoingUser", "IncomingUser1", "OutgoingUser"),
                problems.stream().map(DriverProblem::key).toList());
    }
}
