package org.scst.runtime.configuration.description;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReservedNamesTest {
    @ParameterizedTest
    @CsvSource({
        "password, true, false, false",
        "SECRET, true, false, false",
        "chap.password, true, false, false",
        "out_Secret, true, false, false",
        "password_file, false, true, false",
        "chap.Secret_File, false, true, false",
        "nopassword, false, false, false",
        "nopassword_file, false, false, false",
        "passwords, false, false, false",
        "_file, false, false, false",
        "file, false, false, false",
        "service.pid, false, false, true",
        "Felix.x, false, false, true",
        "scst.name, false, false, true",
        "scst, false, false, false",
        "scst_max_cmd_mem, false, false, false",
        "lun.0, false, false, false",
    })
    void shouldKnowThem(String key, boolean secret, boolean secretFile, boolean ours) {
        assertEquals(secret, ReservedNames.isSecret(key));
        assertEquals(secretFile, ReservedNames.isSecretFile(key));
        assertEquals(ours, ReservedNames.isOurs(key));
    }
}
