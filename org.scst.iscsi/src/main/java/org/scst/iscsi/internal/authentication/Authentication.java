package org.scst.iscsi.internal.authentication;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.scst.iscsi.internal.text.TextFormatException;

/**
 * The security negotiation of one login: AuthMethod, then the three steps of CHAP (RFC 7143 12.1.3). Each text takes it one step on; a
 * key out of turn ends the login.
 *
 * <p><i>Threading:</i> confined to one connection.
 */
public final class Authentication {
    private static final String METHOD = "AuthMethod";
    private static final String ALGORITHM = "CHAP_A";
    private static final String IDENTIFIER = "CHAP_I";
    private static final String CHALLENGE = "CHAP_C";
    private static final String NAME = "CHAP_N";
    private static final String RESPONSE = "CHAP_R";
    private static final Set<String> KEYS = Set.of(METHOD, ALGORITHM, IDENTIFIER, CHALLENGE, NAME, RESPONSE);
    private static final Set<String> PROOF = Set.of(NAME, RESPONSE);
    private static final Set<String> MUTUAL_PROOF = Set.of(NAME, RESPONSE, IDENTIFIER, CHALLENGE);
    private static final int MOST_IDENTIFIER = 255;

    /** What the initiator owes. */
    private enum Step {
        /** AuthMethod. */
        METHOD,
        /** CHAP_A. */
        ALGORITHM,
        /** CHAP_N and CHAP_R, and its own challenge if it wants the target to prove who it is. */
        PROOF,
        /** Nothing: its proof is being judged, or no method is in use. */
        NOTHING
    }

    private final Accounts accounts;
    private final List<ChapAlgorithm> allowed;
    private final Supplier<Challenge> challenges;
    private Step step = Step.METHOD;
    private ChapAlgorithm algorithm;
    private Challenge challenge;
    private boolean granted;

    Authentication(Accounts accounts, List<ChapAlgorithm> allowed, Supplier<Challenge> challenges) {
        this.accounts = accounts;
        this.allowed = allowed;
        this.challenges = challenges;
        granted = !accounts.required();
    }

    /** Whether a key is one of these. */
    public static boolean knows(String key) {
        return KEYS.contains(key);
    }

    /** Whether login may go on to what is granted to the initiator by its name. */
    public boolean granted() {
        return granted;
    }

    /** Whether the initiator has begun to prove who it is. */
    public boolean begun() {
        return step != Step.METHOD;
    }

    /** The initiator's proof was judged good. */
    public void proved() {
        granted = true;
    }

    /**
     * Takes the keys of one text.
     *
     * @param answers receives the answers
     * @return what has to be judged before login goes on
     * @throws TextFormatException when they are not what comes now
     * @throws AuthenticationException when the initiator cannot prove anything so
     */
    public Optional<Proof> take(Map<String, String> pairs, List<Map.Entry<String, String>> answers)
            throws TextFormatException, AuthenticationException {
        Map<String, String> own = new LinkedHashMap<>(pairs);
        own.keySet().retainAll(KEYS);
        if (own.isEmpty()) {
            return Optional.empty();
        }
        switch (step) {
            case METHOD -> answers.add(Map.entry(METHOD, method(only(METHOD, own))));
            case ALGORITHM -> answers.addAll(algorithm(only(ALGORITHM, own)));
            case PROOF -> {
                return Optional.of(proof(own));
            }
            case NOTHING -> throw outOfTurn(own);
        }
        return Optional.empty();
    }

    private static String only(String key, Map<String, String> own) throws TextFormatException {
        if (!own.keySet().equals(Set.of(key))) {
            throw outOfTurn(own);
        }
        return own.get(key);
    }

    private static TextFormatException outOfTurn(Map<String, String> own) {
        return new TextFormatException(String.join(", ", own.keySet()) + " out of turn");
    }

    private String method(String offered) throws AuthenticationException {
        List<String> methods = List.of(offered.split(","));
        if (accounts.required()) {
            if (!methods.contains("CHAP")) {
                throw AuthenticationException.failed(
                        "the initiator does not offer CHAP, and an account is needed here");
            }
            step = Step.ALGORITHM;
            return "CHAP";
        }
        if (!methods.contains("None")) {
            throw AuthenticationException.failed(
                    "the initiator insists on authentication, and no account is configured");
        }
        step = Step.NOTHING;
        return "None";
    }

    /** The first of the initiator's list that is allowed: it stands in the initiator's order of preference. */
    private List<Map.Entry<String, String>> algorithm(String offered)
            throws TextFormatException, AuthenticationException {
        for (int code : codes(offered)) {
            for (ChapAlgorithm candidate : allowed) {
                if (candidate.code() == code) {
                    algorithm = candidate;
                    challenge = challenges.get();
                    step = Step.PROOF;
                    return List.of(
                            Map.entry(ALGORITHM, Integer.toString(code)),
                            Map.entry(IDENTIFIER, Integer.toString(challenge.identifier())),
                            Map.entry(CHALLENGE, BinaryValue.encode(challenge.value())));
                }
            }
        }
        throw AuthenticationException.failed("none of the initiator's algorithms is allowed; allowed are " + allowed);
    }

    private static List<Integer> codes(String offered) throws TextFormatException {
        List<Integer> codes = new ArrayList<>();
        for (String code : offered.split(",", -1)) {
            codes.add(number(ALGORITHM, code));
        }
        return codes;
    }

    private static int number(String key, String text) throws TextFormatException {
        boolean hexadecimal = text.startsWith("0x") || text.startsWith("0X");
        String digits = hexadecimal ? text.substring(2) : text;
        boolean plain = !digits.isEmpty()
                && digits.length() <= 8
                && digits.chars().allMatch(c -> c < 0x80 && Character.digit(c, hexadecimal ? 16 : 10) >= 0);
        long number = plain ? Long.parseLong(digits, hexadecimal ? 16 : 10) : -1;
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new TextFormatException(key + " is no number");
        }
        return (int) number;
    }

    private Proof proof(Map<String, String> own) throws TextFormatException, AuthenticationException {
        boolean mutual = own.keySet().equals(MUTUAL_PROOF);
        if (!mutual && !own.keySet().equals(PROOF)) {
            throw outOfTurn(own);
        }
        step = Step.NOTHING;
        byte[] response =
                BinaryValue.decode(RESPONSE, own.get(RESPONSE), algorithm.responseLength(), algorithm.responseLength());
        Challenge peers = mutual ? peers(own) : null;
        if (mutual && accounts.outgoing().isEmpty()) {
            throw AuthenticationException.failed(
                    "the initiator wants the target to prove who it is, and no OutgoingUser is configured");
        }
        if (accounts.incoming().isEmpty()) {
            throw AuthenticationException.unusable("no IncomingUser can be used; cure: see scst status");
        }
        return new Proof(algorithm, challenge, accounts, own.get(NAME), response, peers);
    }

    private Challenge peers(Map<String, String> own) throws TextFormatException, AuthenticationException {
        int identifier = number(IDENTIFIER, own.get(IDENTIFIER));
        if (identifier > MOST_IDENTIFIER) {
            throw new TextFormatException(IDENTIFIER + " is above " + MOST_IDENTIFIER);
        }
        Challenge peers =
                new Challenge(identifier, BinaryValue.decode(CHALLENGE, own.get(CHALLENGE), 1, Challenge.MOST_BYTES));
        if (peers.sameValue(challenge)) {
            // RFC 7143 9.2.1: the responder looks for this, and closes the connection.
            throw AuthenticationException.failed("the initiator returns the challenge that it was sent");
        }
        return peers;
    }
}
