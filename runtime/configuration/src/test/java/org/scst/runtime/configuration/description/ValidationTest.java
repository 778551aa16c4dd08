package org.scst.runtime.configuration.description;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.admin.SecretFolder;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.dialect.ConfigurationText;
import org.scst.runtime.configuration.dialect.Finding;

class ValidationTest {
    private final Described descriptions = Described.product();
    private final Validation validation = new Validation(descriptions, new SecretFolder(Path.of("/nowhere")));

    private List<Finding> findings(String pid, String name, String text) {
        return validation.findings(
                new ObjectName(pid, name), ConfigurationText.read(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Finding only(List<Finding> findings) {
        assertEquals(1, findings.size(), () -> "findings: " + findings);
        return findings.getFirst();
    }

    @Test
    void shouldFindNothingInAGoodFile() {
        assertEquals(
                List.of(),
                findings("org.scst.vdisk", "d", "type = fileio\nfile = /srv/d.img\nsize = 10G\nread_only = no\n"));
    }

    @Test
    void shouldSuggestTheNearestKeyForAnUnknownOne() {
        Finding finding = only(findings("org.scst.vdisk", "d", "type = nullio\n\nreadonly = 1\n"));
        assertEquals(3, finding.line());
        assertTrue(finding.blocking());
        assertTrue(finding.cause().contains("\"readonly\""));
        assertEquals("did you mean \"read_only\"?", finding.cure());
    }

    @Test
    void shouldListTheKeysWhenNoneIsNear() {
        assertEquals(
                "it knows: file, read_only, size, type",
                only(findings("org.scst.vdisk", "d", "xyzzy = 1\n")).cure());
    }

    @Test
    void shouldKnowEveryNumberOfAFamily() {
        assertEquals(List.of(), findings("org.scst.iscsi.target", "t", "lun.0 = a\nlun.255 = b read_only\n"));
        assertTrue(only(findings("org.scst.iscsi.target", "t", "lun.x = a\n")).blocking());
    }

    @Test
    void shouldNameTheLineOfAValueThatDoesNotParse() {
        Finding finding = only(findings("org.scst.vdisk", "d", "type = nullio\nread_only = maybe\n"));
        assertEquals(2, finding.line());
        assertTrue(finding.cause().contains("\"maybe\""));
    }

    @Test
    void shouldRefuseAForeignPidThatNobodyKnows() {
        Finding finding = only(findings("com.example.thing", "", "a = 1\n"));
        assertTrue(finding.blocking());
        assertTrue(finding.cause().contains("no installed bundle"));
    }

    @Test
    void shouldLetAProductsPidWaitForItsBundle() {
        Finding finding = only(findings("org.scst.vdsk", "d", "anything = 1\n"));
        assertFalse(finding.blocking());
        assertTrue(finding.cause().contains("did you mean \"org.scst.vdisk\""), finding::cause);
    }

    @Test
    void shouldStillCheckAFileWhoseBundleIsAway() {
        descriptions.withdraw("org.scst.vdisk");
        List<Finding> findings = findings("org.scst.vdisk", "d", "sise = 1\n");
        assertEquals(
                List.of(false, true), findings.stream().map(Finding::blocking).toList());
    }

    @Test
    void shouldAcceptWhatAnUndescribedListenerIsGiven() {
        descriptions.serve("org.example.listener");
        assertEquals(List.of(), findings("org.example.listener", "", "a = 1\n"));
    }

    @Test
    void shouldRefuseANamelessInstanceAndANamedSingleton() {
        assertTrue(
                only(findings("org.scst.vdisk", "", "type = nullio\n")).cure().contains("org.scst.vdisk-NAME.cfg"));
        assertTrue(only(findings("org.scst.iscsi", "x", "threads = 2\n")).cure().contains("org.scst.iscsi.cfg"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "secret", "incoming_password", "chap.secret", "Password"})
    void shouldRefuseSecretsWithTheCureAndWithoutShowingThem(String key) {
        for (String pid : List.of("org.scst.iscsi.target", "org.scst.unknown")) {
            List<Finding> findings = findings(pid, "t", key + " = tooManySecrets\n");
            Finding finding = findings.getLast();
            assertEquals(1, finding.line());
            assertTrue(finding.blocking());
            assertTrue(finding.cure().contains(key + "_file"), finding::cure);
            assertTrue(findings.stream().noneMatch(f -> (f.cause() + f.cure()).contains("tooManySecrets")));
        }
    }

    @Test
    void shouldNotTakeTheNameOfASecretsFileForASecret() {
        assertEquals(
                List.of(),
                new Validation(new Described().serve("org.scst.x"), new SecretFolder(Path.of("/nowhere")))
                        .findings(
                                new ObjectName("org.scst.x", ""),
                                ConfigurationText.read("password_file = a\n".getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"service.pid", "scst.file", "felix.fileinstall.filename"})
    void shouldRefuseReservedKeys(String key) {
        assertTrue(findings("org.scst.unknown", "t", key + " = x\n")
                .getLast()
                .cause()
                .contains("reserved"));
    }

    @Test
    void shouldHandOverBooleansCanonically() {
        assertEquals(
                Map.of("read_only", "true", "size", "1"),
                validation.canonical(new ObjectName("org.scst.vdisk", "d"), Map.of("read_only", "yes", "size", "1")));
    }
}
