package org.scst.core.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountTest {
    @Test
    void shouldReadWhatItWrites() {
        Account account = new Account("iqn.1993-08.org.debian:01:a", "debian.chap");

        assertEquals(account, Account.parse(account.line()));
        assertEquals(account, Account.parse("  iqn.1993-08.org.debian:01:a\tpassword_file =  debian.chap "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret-of-joe",
                "joe secret-of-joe",
                "joe secret-of-joe password_file=f",
                "joe password_file=f secret-of-joe",
                "password_file=f",
                "joe password_file=",
                "joe secret\u00a0of\u00a0joe password_file=f"
            })
    void shouldSayNothingOfAValueThatIsNone(String value) {
        String message = assertThrows(IllegalArgumentException.class, () -> Account.parse(value))
                .getMessage();

        assertFalse(message.contains("joe"), message);
    }

    @Test
    void shouldBoundItsName() {
        assertEquals(255, new Account("x".repeat(255), "f").name().length());
        assertThrows(IllegalArgumentException.class, () -> new Account("x".repeat(256), "f"));
        assertThrows(IllegalArgumentException.class, () -> new Account("\u00e9".repeat(128), "f"));
    }

    @Test
    void shouldKnowItsKeys() {
        assertTrue(Account.isKey("IncomingUser"));
        assertTrue(Account.isKey("incominguser12"));
        assertTrue(Account.isKey("OutgoingUser"));
        assertFalse(Account.isKey("IncomingUserN"));
        assertFalse(Account.isKey("QueuedCommands"));
    }
}
